import { VERSION } from '../../cli/version.ts'
import { type FakeExit, type RunSetup, run } from '../../testing.ts'
import type { FolderStatus } from './folder.ts'
import type { ProgramStatus } from './probe.ts'

/** Results of programs by command line; other command lines exit with 1. */
export type Answers = Record<string, FakeExit>

/** A Helm 3 without plugins. */
export const HELM3 = { 'helm version --short': { stdout: 'v3.17.3+ge4da497\n' }, 'helm plugin list': {} }

/** The heading of Helm 4's list of plugins. */
export const HEADER = 'NAME    \tVERSION\tTYPE           \tAPIVERSION\tPROVENANCE\tSOURCE \n'

/** A Helm 4 with rows in its list of plugins. */
export const helm4 = (version: string, plugins: string): Answers => ({
  'helm version --short': { stdout: `v${version}+g05fa379\n` },
  'helm plugin list': { stdout: `${HEADER}${plugins}` },
})

/** The row of the casehard plugin. */
export const PLUGIN = `casehard\t${VERSION}  \tpostrenderer/v1\tv1        \tunknown   \tunknown\n`

/** The tested casehard on the PATH. */
export const CASEHARD = { 'casehard --version': { stdout: `${VERSION}\n` } }

/** Creates a setup with these programs on the PATH. */
export const setupOf = (answers: Answers, more: RunSetup = {}): RunSetup => {
  const names = [...new Set(Object.keys(answers).map((line) => line.split(' ')[0] as string))]
  const answer = (name: string) => (args: readonly string[]) => answers[[name, ...args].join(' ')] ?? { exitCode: 1 }
  return {
    programs: Object.fromEntries(names.map((name) => [name, answer(name)])),
    files: Object.fromEntries(names.map((name) => [`/opt/bin/${name}`, ''])),
    ...more,
    env: { PATH: '/empty:/opt/bin', ...more.env },
  }
}

/** Runs the doctor and parses its JSON. */
export const examine = async (answers: Answers, more: RunSetup = {}) => {
  const result = await run(['doctor', '--format', 'json'], setupOf(answers, more))
  const found = JSON.parse(result.stdout) as {
    casehard: ProgramStatus
    folder: FolderStatus
    programs: ProgramStatus[]
  }
  const of = (name: string) => found.programs.find(({ program }) => program === name) as ProgramStatus
  return { ...result, ...found, of }
}
