import test from 'ava'
import type { Exemption, ExemptionMatch } from '../../model.ts'
import type { ExemptionTarget } from './match.ts'
import { findStaleExemptions } from './stale.ts'

const TODAY = '2026-06-15'

const exemption = (match: ExemptionMatch, more: Partial<Exemption> = {}): Exemption => ({
  controls: ['no-privileged'],
  match,
  reason: 'a driver',
  ...more,
})

const target = (name: string, more: Partial<ExemptionTarget> = {}): ExemptionTarget => ({
  control: 'no-privileged',
  resource: { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'gpu', name },
  labels: [],
  ...more,
})

const idle = (exemptions: Exemption[], ...matched: ExemptionTarget[]) =>
  findStaleExemptions(exemptions, matched, undefined, TODAY)

test('an exemption that holds nothing is stale, and reported with its position', (t) => {
  const configured = { file: 'casehard.yaml', line: 12 }
  const labels = { text: 'app=web', requirements: [] }
  const list = [exemption({ name: 'gpu-*' }), exemption({ container: 'a', name: 'gone', labels }, { configured })]
  t.deepEqual(idle(list, target('gpu-driver')), [
    {
      code: 'stale-exemption',
      message: 'the exemption of no-privileged for name gone, labels app=web, container a holds nothing: remove it',
      file: 'casehard.yaml',
      line: 12,
    },
  ])
})

test('an expired exemption is reported with its date and its targets, and is not stale', (t) => {
  const list = [exemption({ kind: '*' }, { expires: '2026-06-14' }), exemption({ name: 'b' }, { expires: TODAY })]
  t.deepEqual(idle(list, target('a', { container: 'driver' }), target('b'), target('b')), [
    {
      code: 'expired-exemption',
      message:
        'the exemption of no-privileged for kind * expired on 2026-06-14: renew or remove it; it no longer holds no-privileged of DaemonSet gpu/a container driver, no-privileged of DaemonSet gpu/b',
    },
  ])
})

test('only the first targets of an expired exemption are named', (t) => {
  const [notice] = idle(
    [exemption({ kind: '*' }, { expires: '2020-01-01' })],
    ...[...'abcdefg'].map((name) => target(name)),
  )
  t.regex(notice?.message ?? '', /gpu\/e and 2 more$/)
})

test('an expired exemption without targets should be removed', (t) => {
  const [notice] = idle([exemption({ name: 'x' }, { expires: '2020-01-01' })])
  t.regex(notice?.message ?? '', /expired on 2020-01-01: remove it, it matches nothing$/)
})
