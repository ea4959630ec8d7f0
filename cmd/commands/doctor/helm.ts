import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { invocation, isBefore, type ProbeResult, type ProgramStatus, probe, type Version } from './probe.ts'

/** The first Helm 4 that refuses packaged plugins without a provenance file. */
const VERIFYING = [4, 1, 4] as const

const LINE = 'helm upgrade --install NAME CHART --post-renderer casehard'

/** The same without the flag. */
const WRAPPED = 'casehard helm upgrade --install NAME CHART'

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
    lines: [invocation('post-renderer', LINE, onPath), invocation('wrapper', WRAPPED, onPath)],
    problems: trouble === undefined ? [] : [trouble],
    notes: ['Helm 3 does not pass hooks to the post-renderer; casehard helm template hardens hooks too'],
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

/** The line that installs the plugin. For a local folder, `helm plugin install` ignores `HELM_PLUGINS`. */
const install = (env: Io['env']): string =>
  env.HELM_PLUGINS
    ? 'casehard plugin helm --dir "$HELM_PLUGINS/casehard"'
    : 'casehard plugin helm --dir casehard-plugin && helm plugin install ./casehard-plugin'

/** Helm 4 runs a plugin of type postrenderer/v1 by its name. */
const examineHelm4 = (
  { stdout, stderr, problem }: ProbeResult,
  version: Version,
  env: Io['env'],
  onPath: string | undefined,
): Partial<ProgramStatus> => {
  const plugin = findPlugin(stdout)
  const [, file, cause] = IGNORED_PLUGIN.exec(stderr) ?? []
  const problems = problem === undefined ? [] : [problem]
  let missing: string | undefined
  if (plugin === undefined) missing = install(env)
  else if (plugin.type !== 'postrenderer/v1')
    missing = `helm plugin uninstall casehard, since its type is ${plugin.type}; then ${install(env)}`
  else if (plugin.version !== VERSION)
    problems.push(
      `the plugin is casehard ${plugin.version}, but this is ${VERSION}; run helm plugin uninstall casehard, then ${install(env)}`,
    )
  if (file !== undefined) problems.push(`Helm ignores ${file}: ${cause}; remove its folder, then run ${install(env)}`)
  if (isBefore(version, VERIFYING))
    problems.push('Helm before 4.1.4 does not verify the signatures of plugins; upgrade Helm')
  return {
    lines: [invocation('post-renderer', LINE, missing), invocation('wrapper', WRAPPED, onPath ?? missing)],
    problems,
  }
}

/**
 * Examines Helm; its major versions differ in how they run a post-renderer.
 * @param onPath how to put casehard on the PATH, if it is not
 */
export const examineHelm = async (
  io: Io,
  version: Version,
  onPath: string | undefined,
): Promise<Partial<ProgramStatus>> => {
  const [major] = version.numbers
  if (major < 3) return { problems: ['Helm 2 has no post-renderers; upgrade to Helm 4'] }
  const plugins = await probe(io, ['helm', 'plugin', 'list'])
  return major === 3 ? examineHelm3(plugins, onPath) : examineHelm4(plugins, version, io.env, onPath)
}
