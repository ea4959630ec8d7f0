import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { type Answer, ask, type Examined, isBefore, type Version } from './probe.ts'

/** The first Helm 4 that refuses a packaged plugin without a provenance file. */
const VERIFYING = [4, 1, 4] as const

const LINE = 'helm upgrade --install NAME CHART --post-renderer casehard'

/** What Helm 3 says of a plugin that only Helm 4 can read; it then loads none of them. */
const FOREIGN_PLUGIN = /failed to load plugin at "(.+?)".*unknown field "apiVersion"/

/** What Helm 4 warns of when it leaves a plugin out. */
const IGNORED_PLUGIN = /plugin_yaml=(\S*casehard\S*) error="(.*)"/

/** Helm 3 takes any program on the PATH; its plugins do not matter to casehard, but may be in trouble. */
const examineHelm3 = ({ stderr, problem }: Answer, onPath: string | undefined): Partial<Examined> => {
  const [, foreign] = FOREIGN_PLUGIN.exec(stderr) ?? []
  const trouble =
    foreign === undefined
      ? problem
      : `it loads no plugin at all, since ${foreign} is one for Helm 4; give each Helm a HELM_PLUGINS of its own`
  return {
    lines: [{ way: 'post-renderer', line: LINE, ...(onPath === undefined ? {} : { missing: onPath }) }],
    problems: trouble === undefined ? [] : [trouble],
    notes: ['Helm 3 hands its hooks to no post-renderer; the pipe hardens them as well'],
  }
}

/** What the list of plugins says of casehard: name, version and type are its first columns. */
const findPlugin = (list: string): { version: string; type: string } | undefined => {
  const row = list
    .split('\n')
    .map((line) => line.split('\t').map((cell) => cell.trim()))
    .find(([name]) => name === 'casehard')
  return row === undefined ? undefined : { version: row[1] ?? '', type: row[2] ?? '' }
}

const install = (env: Io['env']): string => {
  const remark = 'HELM_PLUGINS is set, which an installation from a folder does not heed: copy the folder there instead'
  const line = 'casehard plugin helm --dir casehard-plugin && helm plugin install ./casehard-plugin'
  return env.HELM_PLUGINS ? `${line}; ${remark}` : line
}

/** Helm 4 takes plugins of one type, by name. */
const examineHelm4 = ({ stdout, stderr, problem }: Answer, version: Version, env: Io['env']): Partial<Examined> => {
  const plugin = findPlugin(stdout)
  const [, file, cause] = IGNORED_PLUGIN.exec(stderr) ?? []
  const problems = problem === undefined ? [] : [problem]
  let missing: string | undefined
  if (plugin === undefined) missing = install(env)
  else if (plugin.type !== 'postrenderer/v1') missing = `the plugin casehard is of type ${plugin.type}; ${install(env)}`
  else if (plugin.version !== VERSION)
    problems.push(
      `its plugin is casehard ${plugin.version}, this is ${VERSION}; helm plugin uninstall casehard, then ${install(env)}`,
    )
  if (file !== undefined) problems.push(`it leaves out ${file}: ${cause}`)
  if (isBefore(version, VERIFYING))
    problems.push('before 4.1.4 it installs plugins without their signature; upgrade it')
  return {
    lines: [{ way: 'post-renderer', line: LINE, ...(missing === undefined ? {} : { missing }) }],
    problems,
  }
}

/**
 * What is to be said of a Helm, whose majors have little in common.
 * @param onPath what is missing where casehard is not on the PATH
 */
export const examineHelm = async (io: Io, version: Version, onPath: string | undefined): Promise<Partial<Examined>> => {
  const [major] = version.numbers
  if (major < 3) return { problems: ['Helm 2 has no post-renderers; upgrade it'] }
  const plugins = await ask(io, ['helm', 'plugin', 'list'])
  return major === 3 ? examineHelm3(plugins, onPath) : examineHelm4(plugins, version, io.env)
}
