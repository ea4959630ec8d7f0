import { readFileSync } from 'node:fs'
import test from 'ava'
import { type Import, readSources } from '../../dev/shape/sources.ts'

/** The layers from the top down; layers of one row do not import each other, except dev and test. */
const LAYERS = [
  ['dev', 'test'],
  ['cmd', 'playground'],
  ['harden'],
  ['pipeline'],
  ['export', 'generate', 'standards'],
  ['report', 'config'],
  ['controls', 'requirements'],
  ['pod-security', 'evidence'],
  ['yaml', 'kube', 'patch'],
  ['pointer', 'lib'],
  ['model'],
]

const sources = readSources()
const byPath = new Map(sources.map((source) => [source.path, source]))

const isDev = (file: string): boolean => /^(?:dev|test)\//.test(file)

const layerOf = (file: string): string =>
  /^(?:cmd|playground|dev|test)(?=\/)/.exec(file)?.[0] ?? /^src\/([^/]+?)(?:\.ts|\/)/.exec(file)?.[1] ?? file

const rankOf = (file: string): number => LAYERS.findIndex((layers) => layers.includes(layerOf(file)))

const imports = sources.filter(({ isTest }) => !isTest).flatMap((source) => source.imports)
const local = imports.filter(({ to }) => byPath.has(to))
const foreign = imports.filter((entry) => !local.includes(entry))
const show = ({ from, to }: Import): string => `${from} imports ${to}`

test('imports between layers point downwards', (t) => {
  t.true(local.length > 0)
  t.deepEqual(
    sources.filter(({ path, isTest }) => !isTest && rankOf(path) === -1).map(({ path }) => path),
    [],
  )
  const isUpwards = ({ from, to }: Import): boolean =>
    layerOf(from) !== layerOf(to) && rankOf(from) >= rankOf(to) && !(isDev(from) && isDev(to))
  const upwards = local.filter(isUpwards)
  t.deepEqual(upwards.map(show), [])
})

test('the architecture page names the layers in their order', (t) => {
  const rows = LAYERS.slice(1)
    .map((layers) => layers.map((layer) => `\`${layer}\``).join(', '))
    .join(' > ')
  t.true(readFileSync('docs/architecture.md', 'utf8').replaceAll(/\s+/g, ' ').includes(`(${rows})`), rows)
})

test('no file imports itself, directly or through others', (t) => {
  const clean = new Set<string>()
  const findCycle = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (clean.has(file)) return undefined
    for (const { to } of local.filter(({ from }) => from === file)) {
      const cycle = findCycle(to, [...path, file])
      if (cycle !== undefined) return cycle
    }
    clean.add(file)
    return undefined
  }
  const cycles = sources.map(({ path }) => findCycle(path, [])).filter((cycle) => cycle !== undefined)
  t.is(cycles[0]?.join(' > '), undefined)
})

test('the program imports nothing that is made for tests or developers', (t) => {
  const wrong = local.filter(({ from, to }) => (byPath.get(to)?.isTest || isDev(to)) && !isDev(from))
  t.deepEqual(wrong.map(show), [])
})

test('the folder of a control is imported by itself and by the list of controls only', (t) => {
  const controlOf = (file: string): string | undefined => /^src\/controls\/([^/]+)\//.exec(file)?.[1]
  const foreigners = local.filter(({ from, to }) => {
    const control = controlOf(to)
    if (control === undefined || control === 'common' || isDev(from)) return false
    return control !== controlOf(from) && !/^src\/controls\/index\.ts$/.test(from)
  })
  t.deepEqual(foreigners.map(show), [])
})

test('controls know what a container needs from their context, to which the pipeline gives it', (t) => {
  const asking = (layer: string) =>
    local.filter(({ from, to }) => layerOf(from) === layer && layerOf(to) === 'requirements')
  t.deepEqual(asking('controls').map(show), [])
  t.true(asking('pipeline').some(({ to }) => to === 'src/requirements/requirements.ts'))
})

test('the core knows no system, and each package has one door', (t) => {
  const allowed = ({ from, to, form }: Import): boolean => {
    if (isDev(from)) return true
    if (from.startsWith('src/report/sarif/')) return to === 'sarif' && form === 'type'
    if (from.startsWith('src/yaml/')) return to === 'yaml'
    if (from.startsWith('src/patch/')) return to === 'fast-json-patch'
    if (from.startsWith('src/')) return false
    if (from.startsWith('playground/')) return /^@(?:codemirror|lezer)\//.test(to)
    if (from.startsWith('cmd/images/layer/') && to === 'fzstd') return true
    return to.startsWith('node:') || ['yargs', 'execa', 'ignore', '@clack/core'].includes(to)
  }
  t.deepEqual(foreign.filter((entry) => !allowed(entry)).map(show), [])
})

/** Modules that a start without arguments must not load. */
const LATER: readonly (string | RegExp)[] = [
  'yargs',
  'execa',
  'ignore',
  /^cmd\/registry\//,
  '@clack/core',
  /^src\/(?:export|standards)\//,
  /^src\/report\/(?:html|sarif|markdown|junit|github)/,
]

test('packages for arguments, exports, standards and most reports are not loaded at the start', (t) => {
  const start = new Set(['cmd/casehard.ts'])
  for (const file of start) {
    const needed = imports.filter(({ from, form }) => from === file && form === 'static')
    for (const { to } of needed) start.add(to)
  }
  t.true(start.has('yaml'), 'the start has moved')
  for (const what of LATER) {
    const fits = ({ to }: Import): boolean => (typeof what === 'string' ? what === to : what.test(to))
    t.true(imports.some(fits), `nothing imports ${what}`)
    t.deepEqual(imports.filter((one) => start.has(one.from) && one.form === 'static' && fits(one)).map(show), [])
  }
})
