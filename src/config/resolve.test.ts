import test from 'ava'
import type { Hardening, HardeningSpec } from './hardening.ts'
import { resolveCommandDefaults, resolveConfiguration } from './resolve.ts'

const CONTROLS = ['no-privileged', 'run-as-non-root', 'default-resources', 'user-namespace'].map((id) => ({ id }))

const layer = (name: string, spec: HardeningSpec): Hardening => ({ name, spec })

const base = layer('base', {
  controls: {
    'no-privileged': 'default',
    'run-as-non-root': 'default',
    'default-resources': { stance: 'default', requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } },
    'user-namespace': 'off',
  },
})

test('every control has a stance, and what no layer names is off', (t) => {
  const { controls } = resolveConfiguration(
    { profile: [layer('a', { controls: { 'no-privileged': 'enforce' } })] },
    CONTROLS,
  )
  t.deepEqual(controls, {
    'no-privileged': 'enforce',
    'run-as-non-root': 'off',
    'default-resources': 'off',
    'user-namespace': 'off',
  })
})

test('a stance of the whole leaves off what the base leaves off, and entries go over it', (t) => {
  const over = layer('over', { profile: 'base', stance: 'enforce', controls: { 'run-as-non-root': 'cautious' } })
  const { controls, profile } = resolveConfiguration({ profile: [base, over] }, CONTROLS)
  t.is(profile, 'over')
  t.deepEqual(controls, {
    'no-privileged': 'enforce',
    'run-as-non-root': 'cautious',
    'default-resources': 'enforce',
    'user-namespace': 'off',
  })
})

test('an entry can turn on what the base leaves off', (t) => {
  const file = { ...layer('mine', { controls: { 'user-namespace': 'default' } }), file: 'casehard.yaml' }
  const { controls, profile, source } = resolveConfiguration({ profile: [base], file }, CONTROLS)
  t.is(controls['user-namespace'], 'default')
  t.is(profile, 'base')
  t.is(source, 'casehard.yaml')
})

test('amounts replace those below as a whole, and the stance stays where only amounts are said', (t) => {
  const file = layer('mine', { controls: { 'default-resources': { requests: { cpu: 2 } } } })
  const { controls, settings } = resolveConfiguration({ profile: [base], file }, CONTROLS)
  t.is(controls['default-resources'], 'default')
  t.deepEqual(settings.resources, { requests: { cpu: '2' }, limits: { memory: '2Gi' } })
  const bare = resolveConfiguration({ profile: [] }, CONTROLS)
  t.deepEqual(bare.settings.resources, { requests: {}, limits: {} })
})

test('the size limit of the last layer that gives one holds, and 0 is none', (t) => {
  const limit = (...said: (string | number)[]) => {
    const layers = said.map((sizeLimit, i) =>
      layer(`l${i}`, { controls: { 'read-only-root-filesystem': { sizeLimit } } }),
    )
    return resolveConfiguration({ profile: layers, file: layer('mine', {}) }, CONTROLS).settings.emptyDirSizeLimit
  }
  t.deepEqual(
    [limit(), limit('1Gi'), limit('1Gi', '2Gi'), limit('1Gi', 0), limit(0, 1000)],
    [undefined, '1Gi', '2Gi', undefined, '1000'],
  )
})

test('the last list of paths that pods may read holds, and an empty one is none', (t) => {
  const readable = (...said: string[][]) => {
    const layers = said.map((paths, i) => layer(`l${i}`, { controls: { 'no-host-path': { readable: paths } } }))
    return resolveConfiguration({ profile: layers, file: layer('mine', {}) }, CONTROLS).settings.readableHostPaths
  }
  t.deepEqual(
    [readable(), readable(['/a']), readable(['/a'], ['/b', '/c']), readable(['/a'], [])],
    [undefined, ['/a'], ['/b', '/c'], undefined],
  )
})

test('exemptions and kinds add up, base first', (t) => {
  const exemption = (reason: string) => ({ controls: ['no-privileged'], match: { kind: 'Job' }, reason })
  const kind = (name: string) => ({ group: 'a.example', kind: name, pod: '/spec' })
  const merged = resolveConfiguration(
    {
      profile: [base, layer('team', { exemptions: [exemption('one')], kinds: [kind('A')] })],
      file: layer('mine', { exemptions: [exemption('two')], kinds: [kind('B')], exemptionAnnotations: true }),
    },
    CONTROLS,
  )
  t.deepEqual(
    merged.exemptions.map(({ reason }) => reason),
    ['one', 'two'],
  )
  t.deepEqual(
    merged.kinds.map((entry) => entry.kind),
    ['A', 'B'],
  )
  t.true(merged.exemptionAnnotations)
})

test('an exemption knows what its selector asks for, and its place where it has one', (t) => {
  const entry = { controls: ['no-privileged'], match: { labels: { app: 'web', tier: '' }, kind: 'Job' }, reason: 'so' }
  const spec = { exemptions: [entry] }
  const own = { ...layer('mine', spec), file: 'casehard.yaml', exemptionsAt: [{ line: 7, column: 5 }] }
  const { exemptions } = resolveConfiguration({ profile: [base, layer('team', spec)], file: own }, CONTROLS)
  t.deepEqual(
    exemptions.map(({ configured }) => configured),
    [undefined, { file: 'casehard.yaml', line: 7 }],
  )
  t.is(exemptions[0]?.match.labels?.text, 'app=web,tier=')
  t.is(exemptions[0]?.match.labels?.requirements.length, 2)
})

test('the namespace of a flag goes before that of the file, and that before the profile', (t) => {
  const profile = [layer('a', { namespace: 'low' })]
  const file = layer('b', { namespace: 'middle' })
  t.is(resolveConfiguration({ profile }, CONTROLS).settings.namespace, 'low')
  t.is(resolveConfiguration({ profile, file }, CONTROLS).settings.namespace, 'middle')
  const overrides = { namespace: 'high' }
  t.is(resolveConfiguration({ profile, file, overrides }, CONTROLS).settings.namespace, 'high')
})

test('what stands for flags comes from the last layer that says it', (t) => {
  const profile = [layer('a', { failOn: 'held', quiet: true, report: 'a.json' })]
  const file = layer('b', { failOn: ['changed', 'held'], today: '2026-01-01' })
  t.deepEqual(resolveCommandDefaults({ profile, file }), {
    report: ['a.json'],
    failOn: ['changed', 'held'],
    quiet: true,
    today: '2026-01-01',
  })
  t.deepEqual(resolveCommandDefaults({ profile: [base] }), {})
})

test("the user's facts about images are configured, the last layer's first, their paths without a slash at the end", (t) => {
  const profile = [layer('team', { images: [{ image: 'a', user: 1 }] })]
  const file = layer('mine', {
    images: [{ image: 'b', user: 2, root: 'mounts', writable: ['/a/', '/b'] }, { image: 'c' }],
  })
  t.deepEqual(resolveConfiguration({ profile, file }, CONTROLS).images, [
    { image: 'b', root: 'mounts', status: 'configured', writable: [{ path: '/a' }, { path: '/b' }] },
    { image: 'c', status: 'configured' },
    { image: 'a', user: 1, status: 'configured' },
  ])
})
