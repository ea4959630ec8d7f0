import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { PROGRAM } from './streams.ts'

/** An empty folder of its own for a test. */
export const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'casehard-slots-'))

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
  const wrapper = join(folder, 'bin', 'casehard')
  mkdirSync(join(folder, 'bin'))
  writeFileSync(wrapper, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`)
  chmodSync(wrapper, 0o755)
  return {
    ...env,
    PATH: `${join(folder, 'bin')}${delimiter}${env.PATH}`,
    CASEHARD_CONFIG: 'none',
    CASEHARD_REPORT: join(folder, 'report.json'),
  }
}
