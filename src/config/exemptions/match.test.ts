import test from 'ava'
import { readSelector } from '../../kube/selectors.ts'
import type { Exemption, ExemptionMatch } from '../../model.ts'
import { type ExemptionTarget, isExpired, matchesExemption } from './match.ts'

const exemption = (match: ExemptionMatch): Exemption => ({ controls: ['no-privileged'], match, reason: 'a driver' })

const target = (more: Partial<ExemptionTarget> = {}, namespace?: string): ExemptionTarget => ({
  control: 'no-privileged',
  resource: {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    name: 'gpu-driver',
    ...(namespace === undefined ? {} : { namespace }),
  },
  labels: [{ app: 'gpu' }, { tier: 'node' }],
  container: 'driver',
  ...more,
})

const matches = (match: ExemptionMatch, of: ExemptionTarget, namespace?: string): boolean =>
  matchesExemption(exemption(match), of, namespace)

test('all fields of an exemption must match, with globs', (t) => {
  t.true(matches({ kind: 'DaemonSet', name: 'gpu-*', container: 'dr?ver' }, target()))
  t.false(matches({ kind: 'Daemon', name: 'gpu-*' }, target()))
  t.false(matches({ name: 'gpu' }, target()))
  t.false(matches({ kind: 'DaemonSet' }, target({ control: 'no-host-ports' })))
})

test('labels match on the object or on its pod, in addition to the other fields', (t) => {
  const labels = (text: string): ExemptionMatch => ({ labels: { text, requirements: readSelector(text) } })
  t.true(matches(labels('app=gpu,tier in (node,edge)'), target()))
  t.false(matches(labels('app=gpu,tier=web'), target()))
  t.false(matches(labels('app!=gpu'), target()))
  t.false(matches({ ...labels('app=gpu'), name: 'other' }, target()))
})

test('an absent namespace matches any, unless the configuration sets one', (t) => {
  t.true(matches({ namespace: 'gpu' }, target({}, 'gpu'), 'web'))
  t.false(matches({ namespace: 'gpu' }, target({}, 'web')))
  t.true(matches({ namespace: 'gpu' }, target()))
  t.true(matches({ namespace: 'g*' }, target(), 'gpu'))
  t.false(matches({ namespace: 'gpu' }, target(), 'web'))
})

test('an exemption of a container holds changes of the whole pod', (t) => {
  const { container: _, ...pod } = target()
  t.true(matches({ container: 'driver' }, { ...pod, containers: ['init', 'driver'] }))
  t.false(matches({ container: 'driver' }, { ...pod, containers: ['other'] }))
  t.false(matches({ container: 'driver' }, pod))
  t.true(matches({ kind: 'DaemonSet' }, pod))
  t.false(matches({ container: 'driver' }, target({ container: 'other', containers: ['driver'] })))
})

test('an exemption applies on its last day and not on the next', (t) => {
  const until = (expires: string) => ({ ...exemption({ kind: '*' }), expires })
  t.false(isExpired(until('2026-06-15'), '2026-06-15'))
  t.true(isExpired(until('2026-06-14'), '2026-06-15'))
  t.false(isExpired(exemption({ kind: '*' }), '9999-12-31'))
})
