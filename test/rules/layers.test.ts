import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'

/** The rooms from the top down; those of one row do not know each other. */
const LAYERS = [
  ['dev', 'test'],
  ['cmd'],
  ['harden'],
  ['pipeline'],
  ['export', 'generate', 'standards'],
  ['report', 'config'],
  ['controls'],
  ['pod-security', 'evidence'],
  ['yaml', 'kube', 'patch'],
  ['pointer', 'lib'],
  ['model'],
]

interface Import {
  from: string
  to: string
  form: 'static' | 'type' | 'dynamic'
}

const files = ['cmd', 'src', 'dev', 'test'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
)
const sources = files.filter((file) => file.endsWith('.ts'))

const isTest = (file: string): boolean => /[.-]test\.ts$|[/-]testing\.ts$/.test(file)
const isDev = (file: string): boolean => /^(?:dev|test)\//.test(file)

const roomOf = (file: string): string =>
  /^(?:cmd|dev|test)(?=\/)/.exec(file)?.[0] ?? /^src\/([^/]+?)(?:\.ts|\/)/.exec(file)?.[1] ?? file

const rankOf = (file: string): number => LAYERS.findIndex((rooms) => rooms.includes(roomOf(file)))

const IMPORT =
  /\b(?:(?:import|export)\s+(type\s)?[^'"();]*?\bfrom\s*|import\s+)(['"])(.+?)\2|\bimport\((['"])(.+?)\4\)/g

const importsOf = (file: string): Import[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => {
    const name = match[3] ?? match[5] ?? ''
    const form = match[5] !== undefined ? 'dynamic' : match[1] !== undefined ? 'type' : 'static'
    return { from: file, to: name.startsWith('.') ? join(file, '..', name) : name, form }
  })

const imports = sources.filter((file) => !isTest(file)).flatMap(importsOf)
const local = imports.filter(({ to }) => /^(?:src|cmd|dev|test)\//.test(to))
const foreign = imports.filter((entry) => !local.includes(entry))
const show = ({ from, to }: Import): string => `${from} imports ${to}`

test('imports between rooms point downwards', (t) => {
  t.true(local.length > 0)
  t.deepEqual([...new Set(sources.filter((file) => !isTest(file) && rankOf(file) === -1))], [])
  const isUpwards = ({ from, to }: Import): boolean =>
    roomOf(from) !== roomOf(to) && rankOf(from) >= rankOf(to) && !(isDev(from) && isDev(to))
  const upwards = local.filter(isUpwards)
  t.deepEqual(upwards.map(show), [])
})

test('the README names the rooms in their order', (t) => {
  const rows = LAYERS.slice(1)
    .map((rooms) => rooms.map((room) => `\`${room}\``).join(', '))
    .join(' > ')
  t.true(readFileSync('README.md', 'utf8').replaceAll(/\s+/g, ' ').includes(`(${rows})`), rows)
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
  const cycles = sources.map((file) => findCycle(file, [])).filter((cycle) => cycle !== undefined)
  t.is(cycles[0]?.join(' > '), undefined)
})

test('the program imports nothing that is made for tests or developers', (t) => {
  const wrong = local.filter(({ from, to }) => (isTest(to) || isDev(to)) && !isDev(from))
  t.deepEqual(wrong.map(show), [])
})

test('the core knows no system, and each package has one door', (t) => {
  const allowed = ({ from, to }: Import): boolean => {
    if (isDev(from)) return true
    if (from.startsWith('src/yaml/')) return to === 'yaml'
    if (from.startsWith('src/patch/')) return to === 'fast-json-patch'
    if (from.startsWith('src/')) return false
    return to.startsWith('node:') || to === 'yargs' || to === 'execa' || to === 'ignore'
  }
  t.deepEqual(foreign.filter((entry) => !allowed(entry)).map(show), [])
})

/** What no start needs: each of these is loaded by who asks for it. */
const LATER: readonly (string | RegExp)[] = [
  'yargs',
  'execa',
  'ignore',
  /^src\/(?:export|standards)\//,
  /^src\/generate\/(?!ids\.ts$)/,
  /^src\/controls\/pod-security-policy\//,
  /^src\/report\/(?:html|sarif|markdown|junit|github)/,
]

test('packages for arguments, generators, policies, standards and most reports are no part of the start', (t) => {
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

test('no module exports what it changes later, which the joined chunks of the bundle would not see', (t) => {
  const changing = sources.filter((file) => /^export (?:let|var)\b/m.test(readFileSync(file, 'utf8')))
  t.deepEqual(changing, [])
})
