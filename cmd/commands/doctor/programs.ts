import type { Io } from '../../io/io.ts'
import { examineHelm } from './helm.ts'
import { ask, type Examined, findOnPath, isBefore, type Version, versionIn, type Way } from './probe.ts'

interface Program {
  name: string
  /** The arguments that make it tell its version without asking a cluster. */
  arguments: readonly string[]
  /** The command whose output `exec` hardens. */
  renders?: string
  /** What else is to be said of it. */
  examine(io: Io, version: Version, onPath: string | undefined): Promise<Partial<Examined>>
}

const wayOf = (way: string, line: string, missing: string | undefined): Way => ({
  way,
  line,
  ...(missing === undefined ? {} : { missing }),
})

const PROGRAMS: readonly Program[] = [
  { name: 'helm', arguments: ['version', '--short'], renders: 'helm template NAME CHART', examine: examineHelm },
  {
    name: 'kustomize',
    arguments: ['version'],
    renders: 'kustomize build DIR',
    examine: async (_io, version, onPath) => ({
      lines: [
        wayOf(
          'function',
          'kustomize build --enable-alpha-plugins --enable-exec DIR',
          isBefore(version, [4, 0, 0]) ? 'upgrade it to Kustomize 4 or newer' : onPath,
        ),
      ],
      notes: ['DIR names the function under transformers; without --enable-exec it is left out without a word'],
    }),
  },
  {
    name: 'kubectl',
    arguments: ['version', '--client', '-o', 'json'],
    renders: 'kubectl kustomize DIR',
    examine: async () => ({
      notes: ['kubectl kustomize leaves out functions that are programs, without a word; the pipe needs none'],
    }),
  },
  {
    name: 'kpt',
    arguments: ['version'],
    examine: async (_io, _version, onPath) => ({
      lines: [wayOf('function', 'kpt fn eval DIR --exec "casehard fn"', onPath)],
    }),
  },
]

const examine = async (io: Io, program: Program, onPath: string | undefined): Promise<Examined> => {
  const { name, renders } = program
  const path = findOnPath(io, name)
  const nothing = { lines: [], problems: [], notes: [] }
  if (path === undefined) return { program: name, ...nothing }
  const { stdout, problem } = await ask(io, [name, ...program.arguments])
  const version = problem === undefined ? versionIn(stdout) : undefined
  if (version === undefined)
    return { program: name, path, ...nothing, problems: [problem ?? 'it tells no version that can be read'] }
  const more = await program.examine(io, version, onPath)
  const pipe = renders === undefined ? [] : [wayOf('pipe', `casehard exec -- ${renders}`, onPath)]
  return { program: name, path, version: version.text, ...nothing, ...more, lines: [...(more.lines ?? []), ...pipe] }
}

/**
 * Looks at all programs at once.
 * @param onPath what is missing where casehard is not on the PATH
 */
export const examinePrograms = (io: Io, onPath: string | undefined): Promise<Examined[]> =>
  Promise.all(PROGRAMS.map((program) => examine(io, program, onPath)))
