import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import test, { type TestFn } from 'ava'
import { execa } from 'execa'
import { parseAllDocuments } from 'yaml'
import type { Report } from '../../src/model.ts'
import { slot } from './slot-path.ts'

export { cleanEnvironmentIn, installInto, makeFolder } from './installed.ts'
export { slot } from './slot-path.ts'

/** Returns ava's `test`, or one that skips and logs if a binary is absent. */
export const testWith = (...names: string[]): TestFn | TestFn['skip'] => {
  const absent = names.filter((name) => !existsSync(slot(name)))
  if (absent.length === 0) return test
  console.warn(`skipped: no ${absent.join(', ')} in testdata/slots/bin; npm run slots puts them there`)
  return test.skip
}

/** Finds the absolute path of a program on the PATH. */
export const findInstalled = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder, name))
    .find(existsSync)

/** Returns ava's `test`, or one that skips and logs if a program that npm does not install is not on the PATH. */
export const testWithInstalled = (name: string): TestFn | TestFn['skip'] => {
  if (findInstalled(name) !== undefined) return test
  console.warn(`skipped: no ${name} on the PATH; install it to have its tests run`)
  return test.skip
}

/** The report that `installInto` asked for. */
export const readReport = (folder: string): Report => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))

/** Runs a real binary in an environment and returns its output. */
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

/** Returns the objects of manifests by identity, sorted, with the items of Lists. */
export const objectsByName = (stream: string): [string, KubernetesObject][] =>
  objectsOf(stream)
    .flatMap((object) => (object.kind === 'List' ? (object.items ?? []) : [object]))
    .map((object): [string, KubernetesObject] => [
      `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`,
      object,
    ])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
