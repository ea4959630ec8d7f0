import { join } from 'node:path'
import { usageFailure } from '../../cli/failure.ts'
import { FILTER_OPTIONS, variableOf } from '../../cli/options.ts'
import { isOn, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { findPlugin } from '../doctor/helm.ts'
import { probe, versionIn } from '../doctor/probe.ts'
import { checkEnd, runExec } from '../exec/run.ts'

/** The commands of Helm that render a chart and take a post-renderer. */
const RENDERING = ['template', 'install', 'upgrade']

/** Options of `helm template` with which its output is not all that it renders. */
const PARTIAL = ['--output-dir', '--show-only', '-s']

const isSet = (args: readonly string[], names: readonly string[]): boolean =>
  args.some((arg) => names.some((name) => arg === name || arg.startsWith(`${name}=`)))

/** Returns the flags as variables, for the casehard that Helm starts. */
const variablesOf = (values: Values): Record<string, string> =>
  Object.fromEntries(
    FILTER_OPTIONS.flatMap(({ name }) => {
      const { origin = '', values: set = [] } = values[name] ?? {}
      return origin === `--${name}` ? [[variableOf(name), set.join('\n')]] : []
    }),
  )

/** Returns what `--post-renderer` is to name: a program for Helm 3, a plugin for Helm 4. */
const findRenderer = async (io: Io, major: number): Promise<string> => {
  if (major === 3) return io.executable ?? join(io.programFolder, 'start.cjs')
  const { stdout } = await probe(io, ['helm', 'plugin', 'list'])
  const plugin = findPlugin(stdout)
  if (plugin?.version === VERSION) return 'casehard'
  const found =
    plugin === undefined
      ? 'no plugin named casehard'
      : `the plugin casehard ${plugin.version}, but this is casehard ${VERSION}`
  throw usageFailure(`helm: Helm 4 has ${found}; casehard doctor shows the line that installs the plugin`)
}

const findMajor = async (io: Io): Promise<number> => {
  const { stdout, problem } = await probe(io, ['helm', 'version', '--short'])
  const major = versionIn(stdout)?.numbers[0] ?? 0
  if (problem === undefined && major >= 3) return major
  throw usageFailure(`helm: ${problem ?? 'its version is unknown, or it has no post-renderers'}; see casehard doctor`)
}

/** `casehard helm template|install|upgrade ARGS`: runs Helm and hardens what it renders. */
export const runHelm = async (io: Io, requested: Values, words: readonly string[]): Promise<number> => {
  const [word = '', ...args] = words
  if (!RENDERING.includes(word))
    throw usageFailure(`helm: use casehard helm template, install or upgrade; for other commands, run helm itself`)
  if (isSet(args, ['--post-renderer']))
    throw usageFailure('helm: Helm runs one post-renderer, and here that is casehard; remove --post-renderer')
  if (word === 'template' && !isSet(args, PARTIAL)) return runExec(io, requested, ['helm', ...words])
  const major = await findMajor(io)
  if (major === 3 && isSet(args, ['--output-dir']))
    throw usageFailure(
      'helm: Helm 3 does not run the post-renderer for --output-dir; use Helm 4, or casehard fix afterwards',
    )
  const renderer = await findRenderer(io, major)
  if (major === 3 && !isOn(requested, 'quiet'))
    io.stderr.write('casehard: Helm 3 does not pass hooks to the post-renderer; they are not hardened\n')
  const command = ['helm', ...words, '--post-renderer', renderer] as const
  checkEnd('helm', await io.spawn(command, { through: variablesOf(requested) }))
  return 0
}

/** `casehard kustomize build ARGS`: runs Kustomize and hardens its output. */
export const runKustomize = async (io: Io, requested: Values, words: readonly string[]): Promise<number> => {
  const [word, ...args] = words
  if (word !== 'build')
    throw usageFailure('kustomize: use casehard kustomize build; for other commands, run kustomize itself')
  if (isSet(args, ['--output', '-o']))
    throw usageFailure(
      'kustomize: with --output, Kustomize writes files that casehard does not harden; remove --output',
    )
  return runExec(io, requested, ['kustomize', ...words])
}
