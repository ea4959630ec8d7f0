import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test, { type TestFn } from 'ava'

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

/** An empty folder of its own for a test. */
export const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'casehard-slots-'))

/** An environment in which Helm and npm find neither the user's configuration nor that of a surrounding `npm run`. */
export const cleanEnvironmentIn = (folder: string): NodeJS.ProcessEnv => {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_config_local|CASEHARD_|HELM_)/i.test(name))
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  return { ...Object.fromEntries(inherited), HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home }
}
