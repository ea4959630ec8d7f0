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

test('every control has a stance, which is off unless a layer sets it', (t) => {
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

test('stance keeps controls off that the base turns off, and entries of controls override it', (t) => {
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

test('an entry can turn on a control that the base turns off', (t) => {
  const file = { ...layer('mine', { controls: { 'user-namespace': 'default' } }), file: 'casehard.yaml' }
  const { controls, profile, source } = resolveConfiguration({ profile: [base], file }, CONTROLS)
  t.is(controls['user-namespace'], 'default')
  t.is(profile, 'base')
  t.is(source, 'casehard.yaml')
})

test('default resources replace those below as a whole, and keep the stance', (t) => {
  const file = layer('mine', { controls: { 'default-resources': { requests: { cpu: 2 } } } })
  const { controls, settings } = resolveConfiguration({ profile: [base], file }, CONTROLS)
  t.is(controls['default-resources'], 'default')
  t.deepEqual(settings.resources, { requests: { cpu: '2' }, limits: { memory: '2Gi' } })
  const bare = resolveConfiguration({ profile: [] }, CONTROLS)
  t.deepEqual(bare.settings.resources, { requests: {}, limits: {} })
})

test('the last size limit wins, and 0 removes it', (t) => {
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

test('the last list of readable paths wins, and an empty one removes it', (t) => {
  const readable = (...said: string[][]) => {
    const layers = said.map((paths, i) => layer(`l${i}`, { controls: { 'no-host-path': { readable: paths } } }))
    return resolveConfiguration({ profile: layers, file: layer('mine', {}) }, CONTROLS).settings.readableHostPaths
  }
  t.deepEqual(
    [readable(), readable(['/a']), readable(['/a'], ['/b', '/c']), readable(['/a'], [])],
    [undefined, ['/a'], ['/b', '/c'], undefined],
  )
})

test('exemptions and kinds add up, those of the base first', (t) => {
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

test('an exemption has the requirements of its selector, and its position in a file', (t) => {
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

test('the namespace of a flag overrides that of the file, which overrides that of the profile', (t) => {
  const profile = [layer('a', { namespace: 'low' })]
  const file = layer('b', { namespace: 'middle' })
  t.is(resolveConfiguration({ profile }, CONTROLS).settings.namespace, 'low')
  t.is(resolveConfiguration({ profile, file }, CONTROLS).settings.namespace, 'middle')
  const overrides = { namespace: 'high' }
  t.is(resolveConfiguration({ profile, file, overrides }, CONTROLS).settings.namespace, 'high')
})

test('options of the command come from the last layer that sets them', (t) => {
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

test('entries of images become configured facts, those of the last layer first, with paths without a trailing slash', (t) => {
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

test('with seed the directories that an image writes to are taken to hold files, except those for temporary files', (t) => {
  const writable = ['/var/lib/shop', '/opt/shop/cache/', '/etc', '/tmp', '/var/run', '/var/tmp/']
  const file = layer('mine', { images: [{ image: 'a', seed: true, writable }] })
  const [facts] = resolveConfiguration({ profile: [], file }, CONTROLS).images
  t.deepEqual(facts?.writable, [
    { path: '/var/lib/shop', seeded: true },
    { path: '/opt/shop/cache', seeded: true },
    { path: '/etc', seeded: true },
    { path: '/tmp' },
    { path: '/var/run' },
    { path: '/var/tmp' },
  ])
})
