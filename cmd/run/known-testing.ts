import { type RunResult, run, SOFT_POD } from '../testing.ts'

/** The file of known findings in tests. */
export const FILE = '/project/known.yaml'

/** The first lines of each file of known findings. */
export const HEAD = 'apiVersion: casehard.dev/v1\nkind: KnownFindings\n'

/** Returns the known findings that check writes for manifests, or an empty string if it fails. */
export const written = async (stdin = SOFT_POD, ...argv: string[]): Promise<string> => {
  const { code, stdout, files } = await run(['check', '--write-known', 'known.yaml', ...argv], { stdin })
  return code === 0 && stdout === '' ? (files[FILE] ?? '') : ''
}

/** Checks manifests against known findings. */
export const check = (stdin: string, known: string, ...argv: string[]): Promise<RunResult> =>
  run(['check', '--known', 'known.yaml', ...argv], { stdin, files: { [FILE]: known } })
