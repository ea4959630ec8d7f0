import test from 'ava'
import type { Exemption, ExemptionMatch } from '../model.ts'
import {
  annotationExemptions,
  EXEMPT,
  EXEMPT_REASON,
  type ExemptionTarget,
  expiredExemptions,
  findExemption,
  staleExemptions,
} from './exemptions.ts'

const TODAY = '2026-06-15'

const exemption = (match: ExemptionMatch, more: Partial<Exemption> = {}): Exemption => ({
  controls: ['no-privileged'],
  match,
  reason: 'a driver',
  ...more,
})

const target = (more: Partial<ExemptionTarget> = {}, namespace?: string): ExemptionTarget => ({
  control: 'no-privileged',
  resource: {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    name: 'gpu-driver',
    ...(namespace === undefined ? {} : { namespace }),
  },
  container: 'driver',
  ...more,
})

const holds = (match: ExemptionMatch, of: ExemptionTarget, namespace?: string): boolean =>
  findExemption([exemption(match)], of, namespace, TODAY) !== undefined

test('all fields that an exemption names must match, with globs', (t) => {
  t.true(holds({ kind: 'DaemonSet', name: 'gpu-*', container: 'dr?ver' }, target()))
  t.false(holds({ kind: 'Daemon', name: 'gpu-*' }, target()))
  t.false(holds({ name: 'gpu' }, target()))
  t.false(holds({ kind: 'DaemonSet' }, target({ control: 'no-host-ports' })))
})

test('an absent namespace matches any, unless the configuration names one', (t) => {
  t.true(holds({ namespace: 'gpu' }, target({}, 'gpu'), 'web'))
  t.false(holds({ namespace: 'gpu' }, target({}, 'web')))
  t.true(holds({ namespace: 'gpu' }, target()))
  t.true(holds({ namespace: 'g*' }, target(), 'gpu'))
  t.false(holds({ namespace: 'gpu' }, target(), 'web'))
})

test('an exemption of a container holds what would change the whole pod around it', (t) => {
  const { container: _, ...pod } = target()
  t.true(holds({ container: 'driver' }, { ...pod, containers: ['init', 'driver'] }))
  t.false(holds({ container: 'driver' }, { ...pod, containers: ['other'] }))
  t.false(holds({ container: 'driver' }, pod))
  t.true(holds({ kind: 'DaemonSet' }, pod))
  t.false(holds({ container: 'driver' }, target({ container: 'other', containers: ['driver'] })))
})

test('an exemption counts on its last day and no longer on the next', (t) => {
  const until = (expires: string) => [exemption({ kind: '*' }, { expires })]
  t.truthy(findExemption(until(TODAY), target(), undefined, TODAY))
  t.is(findExemption(until('2026-06-14'), target(), undefined, TODAY), undefined)
  t.deepEqual(expiredExemptions(until(TODAY), TODAY), [])
  t.deepEqual(expiredExemptions(until('2026-06-14'), TODAY), [
    {
      code: 'expired-exemption',
      message: 'the exemption of no-privileged for kind * expired on 2026-06-14: renew or remove it',
    },
  ])
})

test('an exemption that holds nothing is stale, and an expired one is not', (t) => {
  const list = [
    exemption({ name: 'gpu-*' }),
    exemption({ name: 'gone', container: 'a' }),
    exemption({ name: 'old' }, { expires: '2020-01-01' }),
  ]
  t.deepEqual(staleExemptions(list, [target()], undefined, TODAY), [
    {
      code: 'stale-exemption',
      message: 'the exemption of no-privileged for name gone, container a holds nothing: remove it',
    },
  ])
})

const { resource } = target()
const controls = { 'no-privileged': 'default', 'no-host-path': 'default' } as const

test('annotations exempt a resource only where the configuration allows it', (t) => {
  const annotations = { [EXEMPT]: 'no-privileged, no-host-path,', [EXEMPT_REASON]: ' loads a module ' }
  const allowed = annotationExemptions(annotations, resource, { controls, exemptionAnnotations: true })
  t.deepEqual(allowed, {
    exemptions: [
      {
        controls: ['no-privileged', 'no-host-path'],
        match: { kind: 'DaemonSet', name: 'gpu-driver' },
        reason: 'loads a module',
      },
    ],
    notices: [],
  })
  const refused = annotationExemptions(annotations, resource, { controls, exemptionAnnotations: false })
  t.deepEqual(refused.exemptions, [])
  t.deepEqual(
    refused.notices.map(({ code }) => code),
    ['exemption-annotation-ignored'],
  )
})

test('an annotation without a reason or with an unknown control gives a notice', (t) => {
  const read = (annotations: Record<string, string>) =>
    annotationExemptions(annotations, resource, { controls, exemptionAnnotations: true })
  t.deepEqual(read({ [EXEMPT]: 'no-privileged' }).exemptions, [])
  t.is(read({ [EXEMPT]: 'no-privileged' }).notices.length, 1)
  const mistyped = read({ [EXEMPT]: 'no-privilege', [EXEMPT_REASON]: 'so' })
  t.deepEqual(mistyped.exemptions, [])
  t.regex(mistyped.notices[0]?.message ?? '', /"no-privilege"/)
  t.deepEqual(read({}), { exemptions: [], notices: [] })
})
