import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { INSTALLED } from './programs.ts'

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

/** Installs `casehard` in a folder as npm does; returns an environment with it on the PATH and its report in the folder. */
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
