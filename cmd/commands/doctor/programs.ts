import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import {
  findOnPath,
  type Invocation,
  isBefore,
  type ProbeResult,
  type ProgramStatus,
  probe,
  type Version,
  versionIn,
} from './probe.ts'

/** The first Helm 4 that refuses packaged plugins without a provenance file. */
const VERIFYING = [4, 1, 4] as const

const LINE = 'helm upgrade --install NAME CHART --post-renderer casehard'

/** Helm 3's message about a plugin for Helm 4; it then loads no plugin. */
const FOREIGN_PLUGIN = /failed to load plugin at "(.+?)".*unknown field "apiVersion"/

/** Helm 4's warning about a plugin that it ignores. */
const IGNORED_PLUGIN = /plugin_yaml=(\S*casehard\S*) error="(.*)"/

/** Helm 3 runs any program on the PATH as a post-renderer; its plugins are only checked for problems. */
const examineHelm3 = ({ stderr, problem }: ProbeResult, onPath: string | undefined): Partial<ProgramStatus> => {
  const [, foreign] = FOREIGN_PLUGIN.exec(stderr) ?? []
  const trouble =
    foreign === undefined
      ? problem
      : `Helm 3 loads none of its plugins, because ${foreign} is for Helm 4; use a separate HELM_PLUGINS for each Helm`
  return {
    lines: [{ way: 'post-renderer', line: LINE, ...(onPath === undefined ? {} : { missing: onPath }) }],
    problems: trouble === undefined ? [] : [trouble],
    notes: ['Helm 3 does not pass hooks to the post-renderer; the pipe also hardens hooks'],
  }
}

/** Finds casehard in the list of plugins, whose first columns are name, version and type. */
export const findPlugin = (list: string): { version: string; type: string } | undefined => {
  const row = list
    .split('\n')
    .map((line) => line.split('\t').map((cell) => cell.trim()))
    .find(([name]) => name === 'casehard')
  return row === undefined ? undefined : { version: row[1] ?? '', type: row[2] ?? '' }
}

const install = (env: Io['env']): string => {
  const remark =
    'HELM_PLUGINS is set, but helm plugin install ignores it for a local folder: copy the folder there instead'
  const line = 'casehard plugin helm --dir casehard-plugin && helm plugin install ./casehard-plugin'
  return env.HELM_PLUGINS ? `${line}; ${remark}` : line
}

/** Helm 4 runs a plugin of type postrenderer/v1 by its name. */
const examineHelm4 = (
  { stdout, stderr, problem }: ProbeResult,
  version: Version,
  env: Io['env'],
): Partial<ProgramStatus> => {
  const plugin = findPlugin(stdout)
  const [, file, cause] = IGNORED_PLUGIN.exec(stderr) ?? []
  const problems = problem === undefined ? [] : [problem]
  let missing: string | undefined
  if (plugin === undefined) missing = install(env)
  else if (plugin.type !== 'postrenderer/v1')
    missing = `the casehard plugin has the type ${plugin.type}; ${install(env)}`
  else if (plugin.version !== VERSION)
    problems.push(
      `the plugin is casehard ${plugin.version}, but this is ${VERSION}; helm plugin uninstall casehard, then ${install(env)}`,
    )
  if (file !== undefined) problems.push(`Helm ignores ${file}: ${cause}`)
  if (isBefore(version, VERIFYING))
    problems.push('Helm before 4.1.4 does not verify the signatures of plugins; upgrade it')
  return {
    lines: [{ way: 'post-renderer', line: LINE, ...(missing === undefined ? {} : { missing }) }],
    problems,
  }
}

/**
 * Examines Helm; its major versions differ in how they run a post-renderer.
 * @param onPath how to put casehard on the PATH, if it is not
 */
const examineHelm = async (io: Io, version: Version, onPath: string | undefined): Promise<Partial<ProgramStatus>> => {
  const [major] = version.numbers
  if (major < 3) return { problems: ['Helm 2 has no post-renderers; upgrade it'] }
  const plugins = await probe(io, ['helm', 'plugin', 'list'])
  return major === 3 ? examineHelm3(plugins, onPath) : examineHelm4(plugins, version, io.env)
}

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
