import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import test, { type TestFn } from 'ava'
import { execa } from 'execa'
import { parseAllDocuments } from 'yaml'
import type { Report } from '../../src/model.ts'
import { INSTALLED } from './programs.ts'

const BIN = resolve('testdata/slots/bin')

/** Path of a real binary that `npm run slots` has put there. */
export const slot = (name: string): string => join(BIN, name)

/** Gives ava's `test`, or one that skips where a binary is absent, and says so. */
export const testWith = (...names: string[]): TestFn | TestFn['skip'] => {
  const absent = names.filter((name) => !existsSync(slot(name)))
  if (absent.length === 0) return test
  console.warn(`skipped: no ${absent.join(', ')} in testdata/slots/bin; npm run slots puts them there`)
  return test.skip
}

const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** An empty folder of its own for a test; it is gone when all tests of a file are done. */
export const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-slots-'))
  folders.push(folder)
  return folder
}

/** An environment in which Helm and npm find neither the user's configuration nor that of a surrounding `npm run`. */
export const cleanEnvironmentIn = (folder: string): NodeJS.ProcessEnv => {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_config_local|CASEHARD_|HELM_)/i.test(name))
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  return { ...Object.fromEntries(inherited), HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home }
}

/** Puts a `casehard` into a folder as npm would, and gives an environment that finds it and keeps its report there. */
export const installInto = (folder: string): NodeJS.ProcessEnv => {
  const env = cleanEnvironmentIn(folder)
  mkdirSync(join(folder, 'bin'))
  // A link, as npm makes one: a file that was just written may not be run while another test forks (ETXTBSY).
  symlinkSync(INSTALLED, join(folder, 'bin', 'casehard'))
  return {
    ...env,
    PATH: `${join(folder, 'bin')}${delimiter}${env.PATH}`,
    CASEHARD_CONFIG: 'none',
    CASEHARD_REPORT: join(folder, 'report.json'),
  }
}

/** The report that `installInto` asked for. */
export const readReport = (folder: string): Report => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))

/** Runs a real binary in an environment and gives what it printed. */
export const runSlot = async (name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> => {
  const { stdout } = await execa(slot(name), args, { env, extendEnv: false, stripFinalNewline: false })
  return stdout
}

/** Runs the installed casehard as a filter. */
export const harden = async (input: string, env: NodeJS.ProcessEnv, args: readonly string[] = []): Promise<string> => {
  const { stdout } = await execa('casehard', args, { env, extendEnv: false, input, stripFinalNewline: false })
  return stdout
}

interface KubernetesObject {
  kind: string
  metadata: { name: string; namespace?: string }
  items?: KubernetesObject[]
}

const objectsOf = (stream: string): KubernetesObject[] =>
  parseAllDocuments(stream)
    .map((document): KubernetesObject | null => document.toJS())
    .filter((object) => object !== null)

/** Names and kinds in the order of the stream. */
export const identities = (stream: string): string[] =>
  objectsOf(stream).map(({ kind, metadata }) => `${kind}/${metadata?.name}`)

/** The objects of a stream by their identity, in one order for all programs; those of a List stand for themselves. */
export const objectsByName = (stream: string): [string, KubernetesObject][] =>
  objectsOf(stream)
    .flatMap((object) => (object.kind === 'List' ? (object.items ?? []) : [object]))
    .map((object): [string, KubernetesObject] => [
      `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`,
      object,
    ])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
