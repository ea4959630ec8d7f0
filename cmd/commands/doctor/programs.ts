import type { Io } from '../../io/io.ts'
import { examineHelm } from './helm.ts'
import { findOnPath, type Invocation, isBefore, type ProgramStatus, probe, type Version, versionIn } from './probe.ts'

interface Program {
  name: string
  /** Arguments that print its version without contacting a cluster. */
  arguments: readonly string[]
  /** A command for `casehard exec`. */
  renders?: string
  /** Finds further command lines, problems and notes. */
  examine(io: Io, version: Version, onPath: string | undefined): Promise<Partial<ProgramStatus>>
}

const invocation = (way: string, line: string, missing: string | undefined): Invocation => ({
  way,
  line,
  ...(missing === undefined ? {} : { missing }),
})

/**
 * The first Kustomize and kubectl whose functions may set `args` (kyaml 0.20); earlier ones fail with `unknown field`.
 * casehard recognizes a ResourceList without an argument.
 */
const ARGS_SINCE = { kustomize: [5, 7, 0], kubectl: [1, 34, 0] } as const

/** The annotation that works in all versions. */
const ANNOTATION = 'exec: {path: casehard}'

const noteOfArgs = (version: Version): string =>
  `the annotation of the function is ${ANNOTATION}; ${
    isBefore(version, ARGS_SINCE.kustomize)
      ? `Kustomize before ${ARGS_SINCE.kustomize.join('.')} does not support args in it`
      : 'args: [fn] works too'
  }`

const PROGRAMS: readonly Program[] = [
  { name: 'helm', arguments: ['version', '--short'], renders: 'helm template NAME CHART', examine: examineHelm },
  {
    name: 'kustomize',
    arguments: ['version'],
    renders: 'kustomize build DIR',
    examine: async (_io, version, onPath) => ({
      lines: [
        invocation(
          'function',
          'kustomize build --enable-alpha-plugins --enable-exec DIR',
          isBefore(version, [4, 0, 0]) ? 'upgrade it to Kustomize 4 or newer' : onPath,
        ),
      ],
      notes: [
        'DIR lists the function under transformers; without --enable-exec Kustomize ignores it silently',
        noteOfArgs(version),
      ],
    }),
  },
  {
    name: 'kubectl',
    arguments: ['version', '--client', '-o', 'json'],
    renders: 'kubectl kustomize DIR',
    examine: async (_io, version) => ({
      notes: [
        'kubectl kustomize silently ignores exec functions; the pipe does not need them',
        ...(isBefore(version, ARGS_SINCE.kubectl)
          ? [
              `kubectl before ${ARGS_SINCE.kubectl.join('.')} fails with unknown field "args" if the function sets args; use ${ANNOTATION}`,
            ]
          : []),
      ],
    }),
  },
  {
    name: 'kpt',
    arguments: ['version'],
    examine: async (_io, _version, onPath) => ({
      lines: [invocation('function', 'kpt fn eval DIR --exec "casehard fn"', onPath)],
    }),
  },
]

const examine = async (io: Io, program: Program, onPath: string | undefined): Promise<ProgramStatus> => {
  const { name, renders } = program
  const path = findOnPath(io, name)
  const nothing = { lines: [], problems: [], notes: [] }
  if (path === undefined) return { program: name, ...nothing }
  const { stdout, problem } = await probe(io, [name, ...program.arguments])
  const version = problem === undefined ? versionIn(stdout) : undefined
  if (version === undefined) return { program: name, path, ...nothing, problems: [problem ?? 'its version is unknown'] }
  const more = await program.examine(io, version, onPath)
  const pipe = renders === undefined ? [] : [invocation('pipe', `casehard exec -- ${renders}`, onPath)]
  return { program: name, path, version: version.text, ...nothing, ...more, lines: [...(more.lines ?? []), ...pipe] }
}

/**
 * Examines all programs concurrently.
 * @param onPath how to put casehard on the PATH, if it is not
 */
export const examinePrograms = (io: Io, onPath: string | undefined): Promise<ProgramStatus[]> =>
  Promise.all(PROGRAMS.map((program) => examine(io, program, onPath)))
