import type { Io } from '../../io/io.ts'
import { examineHelm } from './helm.ts'
import { findOnPath, invocation, isBefore, type ProgramStatus, probe, type Version, versionIn } from './probe.ts'

interface Program {
  name: string
  /** Arguments that print its version without contacting a cluster. */
  arguments: readonly string[]
  /** A command of casehard that runs the program and hardens what it prints. */
  wrapped?: string
  /** Finds further command lines, problems and notes. */
  examine(io: Io, version: Version, onPath: string | undefined): Promise<Partial<ProgramStatus>>
}

/**
 * The first Kustomize and kubectl whose functions may set `args` (kyaml 0.20); earlier ones fail with `unknown field`.
 * casehard recognizes a ResourceList without an argument.
 */
const ARGS_SINCE = { kustomize: [5, 7, 0], kubectl: [1, 34, 0] } as const

/** The annotation that works in all versions. */
const ANNOTATION = 'exec: {path: casehard}'

const noteOfArgs = (version: Version): string =>
  `the function has the annotation config.kubernetes.io/function with ${ANNOTATION}; ${
    isBefore(version, ARGS_SINCE.kustomize)
      ? `Kustomize before ${ARGS_SINCE.kustomize.join('.')} does not support args in it`
      : 'args: [fn] works too'
  }`

const PROGRAMS: readonly Program[] = [
  {
    name: 'helm',
    arguments: ['version', '--short'],
    wrapped: 'casehard helm template NAME CHART',
    examine: examineHelm,
  },
  {
    name: 'kustomize',
    arguments: ['version'],
    wrapped: 'casehard kustomize build DIR',
    examine: async (_io, version, onPath) => ({
      lines: [
        invocation(
          'function',
          'kustomize build --enable-alpha-plugins --enable-exec DIR',
          isBefore(version, [4, 0, 0]) ? 'upgrade to Kustomize 4 or newer' : onPath,
        ),
      ],
      notes: [
        'the kustomization.yaml in DIR lists the function under transformers; without --enable-exec, Kustomize silently ignores it',
        noteOfArgs(version),
      ],
    }),
  },
  {
    name: 'kubectl',
    arguments: ['version', '--client', '-o', 'json'],
    wrapped: 'casehard exec -- kubectl kustomize DIR',
    examine: async (_io, version) => ({
      notes: [
        'kubectl kustomize silently ignores functions that are programs; the wrapper works without them',
        ...(isBefore(version, ARGS_SINCE.kubectl)
          ? [
              `kubectl before ${ARGS_SINCE.kubectl.join('.')} fails with unknown field "args" if the annotation of a function has args; use ${ANNOTATION}`,
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
  const { name, wrapped } = program
  const path = findOnPath(io, name)
  const nothing = { lines: [], problems: [], notes: [] }
  if (path === undefined) return { program: name, ...nothing }
  const { stdout, problem } = await probe(io, [name, ...program.arguments])
  const version = problem === undefined ? versionIn(stdout) : undefined
  if (version === undefined)
    return {
      program: name,
      path,
      ...nothing,
      problems: [
        problem ?? `"${[name, ...program.arguments].join(' ')}" prints no version; check what this program is`,
      ],
    }
  const more = await program.examine(io, version, onPath)
  const wrapper = wrapped === undefined ? [] : [invocation('wrapper', wrapped, onPath)]
  return { program: name, path, version: version.text, ...nothing, ...more, lines: [...(more.lines ?? []), ...wrapper] }
}

/**
 * Examines all programs concurrently.
 * @param onPath how to put casehard on the PATH, if it is not
 */
export const examinePrograms = (io: Io, onPath: string | undefined): Promise<ProgramStatus[]> =>
  Promise.all(PROGRAMS.map((program) => examine(io, program, onPath)))
