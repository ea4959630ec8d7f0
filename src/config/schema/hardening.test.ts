import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import fc from 'fast-check'
import type { ValidNames } from '../hardening.ts'
import { isDate, parseHardening } from '../parse.ts'
import { hardeningSchema } from './hardening.ts'

const NAMES: ValidNames = {
  controls: [{ id: 'no-privileged', title: 'no container is privileged' }, { id: 'default-resources' }],
  profiles: ['restricted', 'strict'],
}

const isValid = new Ajv2020({ strict: true }).compile(hardeningSchema(NAMES))

const object = (spec: unknown) => ({ apiVersion: 'casehard.dev/v1', kind: 'Hardening', spec })

const isParsed = (spec: unknown): boolean => {
  try {
    parseHardening('x.yaml', JSON.stringify(object(spec)), NAMES)
    return true
  } catch {
    return false
  }
}

const values = fc.oneof(
  fc.constantFrom<unknown>(
    'default',
    'off',
    'maybe',
    null,
    true,
    1,
    -1,
    1.5,
    [],
    {},
    '',
    '/spec',
    'spec',
    '1Gi',
    '1GB',
    '+.5m',
    '1e3',
    '-1',
  ),
  fc.constantFrom<unknown>(
    'strict',
    'strikt',
    './a.yaml',
    '2026-01-31',
    '2026-13-01',
    ['report.json'],
    ['changed'],
    'held',
  ),
  fc.constantFrom<unknown>(
    { stance: 'report' },
    { requests: { cpu: '1' } },
    { limits: { memory: 'x' } },
    { unknown: 1 },
  ),
)

const selectors = fc.constantFrom<unknown>('app=web', 'app', 'a in (b, c),!d', 'web-*', 'a in', 'a=b c', 'x', ' ', '-')

const fields = fc.constantFrom(
  'profile',
  'stance',
  'namespace',
  'today',
  'quiet',
  'report',
  'failOn',
  'controls',
  'other',
)

test('the published schema and casehard accept the same configurations', (t) => {
  const exemption = (more: unknown) => ({
    exemptions: [{ controls: ['no-privileged'], match: { name: 'a' }, reason: 'b', ...(more as object) }],
  })
  const specs = fc.oneof(
    fc.dictionary(fields, values, { maxKeys: 2 }),
    fc.record({ controls: fc.dictionary(fc.constantFrom('no-privileged', 'default-resources', 'nothing'), values) }),
    fc
      .dictionary(fc.constantFrom('controls', 'match', 'reason', 'owner', 'expires', 'more'), values, { maxKeys: 1 })
      .map(exemption),
    fc
      .oneof(values, selectors, fc.dictionary(fc.constantFrom('app', 'a.b/c', '-a', ''), fc.oneof(values, selectors)))
      .map((labels) => exemption({ match: { labels } })),
    fc
      .dictionary(
        fc.constantFrom('image', 'user', 'writable', 'root', 'readOnlyRoot', 'tags', 'lowPorts', 'capabilities'),
        values,
      )
      .map((image) => ({ images: [image] })),
    fc.dictionary(fc.constantFrom('group', 'kind', 'pod', 'writable'), values).map((kind) => ({ kinds: [kind] })),
    fc.record({ controls: fc.record({ 'default-resources': fc.record({ limits: fc.record({ cpu: values }) }) }) }),
  )
  fc.assert(
    fc.property(specs, (spec) => {
      t.is(isParsed(spec), isValid(object(spec)), JSON.stringify(spec))
    }),
    { numRuns: 3000 },
  )
})

test('casehard refuses days that are not in the calendar', (t) => {
  t.true(isValid(object({ today: '2026-02-30' })))
  t.false(isDate('2026-02-30'))
})
