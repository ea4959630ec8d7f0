import { join, relative, resolve } from 'node:path'
import { AmendError, type Amendments, amendConfiguration, newConfiguration } from '../../../src/config/amend.ts'
import { type Hardened, harden } from '../../../src/harden.ts'
import { formatCount } from '../../../src/lib/format.ts'
import { printable } from '../../../src/lib/printable.ts'
import type { InputFile, Options } from '../../../src/model.ts'
import { readConfigFile } from '../../../src/yaml/config-file.ts'
import { EXIT_WRITTEN, failureText, systemCause, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import { gather } from '../../files/gather.ts'
import { combineProblems, withoutRefused } from '../../files/problems.ts'
import { withProgress } from '../../files/progress.ts'
import { replaceFile, replaceFiles } from '../../files/replace.ts'
import { namedPaths } from '../../files/search/roots.ts'
import type { Io, Terminal } from '../../io/io.ts'
import { loadSettings, readToday } from '../../run/configuration.ts'
import { decodeInput } from '../../run/input.ts'
import { mayColor } from '../../run/output.ts'
import { causeOf, LARGEST_CONFIGURATION } from '../../run/profile-file.ts'
import { findConfiguration } from '../../run/trust.ts'
import { findItems, isOf, madeDiff, previewer, settingsFor } from './items.ts'
import { createPrompter, type Prompter } from './prompt.ts'
import { type Decisions, decideItems } from './session.ts'

/** The configuration that decisions are added to. */
interface Target {
  /** As messages name it. */
  name: string
  path: string
  /** Its text; absent if it does not exist. */
  before?: string
}

const NO_TERMINAL =
  'review: stdin and stdout are not a terminal; casehard check lists the changes, and casehard config init -f FILE proposes a configuration'

const open = async (io: Io): Promise<Terminal> => {
  if (io.env.TERM === 'dumb')
    throw usageFailure(
      'review: this terminal cannot show prompts (TERM=dumb); use casehard check and casehard config init',
    )
  const terminal = await io.openTerminal()
  if (terminal === undefined) throw usageFailure(NO_TERMINAL)
  return terminal
}

const describeUnusable = (name: string, why: string): string =>
  `review: ${name}: decisions cannot be added to it (${why}); edit it by hand, or name another file with --config`

/** Additions that show whether a configuration can be edited, before anybody is asked for decisions. */
const PROBE: Amendments = {
  assume: ['run-as-non-root'],
  defaults: ['run-as-non-root'],
  exemptions: [{ controls: ['run-as-non-root'], match: { name: 'web' }, reason: 'probe' }],
}

/** Finds the configuration in use, or else the one to create. Throws a failure if decisions cannot be added to it. */
const findTarget = (io: Io, values: Values): Target => {
  const named = single(values, 'config')
  if (named === 'none')
    throw usageFailure('review: --config none leaves no file for the decisions; omit it, or name a file')
  const path = named === undefined ? findConfiguration(io, io.cwd) : resolve(io.cwd, named)
  if (path === undefined) return { name: 'casehard.yaml', path: join(io.cwd, 'casehard.yaml') }
  const name = relative(io.cwd, path)
  if (io.disk.kindOf(path, 'stay') !== 'file') throw usageFailure(describeUnusable(name, 'it is not a regular file'))
  try {
    const before = decodeInput(io.readSmallFile(path, LARGEST_CONFIGURATION), name)
    amendConfiguration(before, PROBE)
    return { name, path, before }
  } catch (error) {
    if (error instanceof AmendError) throw usageFailure(describeUnusable(name, error.message))
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw usageFailure(`review: ${name} cannot be read (${causeOf(error)}); check the name`)
  }
}

const readFiles = (io: Io, values: Values, words: readonly string[]): Promise<InputFile[]> => {
  const named = namedPaths(values, words)
  if (named.length === 0 && io.stdin.isTTY)
    throw usageFailure('review: name files or folders, e.g. casehard review . or pipe manifests in')
  return withProgress(io, false, async (progress) => {
    const { files, problems } = await gather(io, {
      stdin: true,
      pipes: true,
      paths: named.length === 0 ? ['-'] : named,
      evidence: values.evidence?.values ?? [],
      exclude: values.exclude,
      instead: 'name files or folders, or pipe manifests in',
      progress: progress('reading'),
    })
    if (problems.length > 0 && files.length === 0) throw combineProblems(problems)
    for (const { failure } of problems) io.stderr.write(failureText(failure))
    return files
  })
}

/** Prints the decisions, and those that the new configuration does not bring about. */
const sayOutcome = (
  { accepted, exemptions, exempt, skipped }: Decisions,
  { held }: Hardened['report'],
  { print, say }: Prompter,
): void => {
  const list = accepted.length === 0 ? '' : ` (${accepted.join(', ')})`
  const counts = [
    `${formatCount(accepted.length, 'control')} accepted${list}`,
    formatCount(exemptions.length, 'exemption'),
  ]
  print('\n')
  say(`${counts.join(', ')}, ${skipped} left open`)
  for (const { control, cause, reason } of held)
    if (cause === 'unknown' && accepted.includes(control)) say(`${control} is still held: ${reason}`)
  for (const item of exempt)
    if (!held.some((entry) => entry.cause === 'exemption' && isOf(entry, item)))
      say(`${item.entries[0].control} is not held by the exemption`)
}

const write = async (io: Io, { name, path, before }: Target, after: string): Promise<void> => {
  if (before !== undefined) return replaceFiles(io, [{ name, path, before, after }])
  if (io.exists(path))
    throw usageFailure(`review: ${name}: another process created the file; nothing is written`, 'write')
  try {
    replaceFile(io, path, after)
  } catch (error) {
    throw usageFailure(`review: ${name} cannot be written (${systemCause(error)}); make the folder writable`, 'write')
  }
}

/** Returns what casehard decides with the new text of the configuration. Throws a ConfigurationError if it is invalid. */
const tryOut = (io: Io, values: Values, name: string, text: string, files: readonly InputFile[], options: Options) => {
  const settings = readConfigFile(text)
  if ('error' in settings) throw usageFailure(describeUnusable(name, settings.error.message))
  const { config: _, ...others } = values
  const { configuration } = loadSettings(io, others, { name, settings })
  return harden(files, { ...options, configuration }).report
}

const LOOK_UP = 'casehard images lock PATH reads what is unknown of the image from its registry; then review again'

const review = async (io: Io, values: Values, words: readonly string[], prompter: Prompter, terminal: Terminal) => {
  const target = findTarget(io, values)
  const settings = loadSettings(io, { ...values, generate: { origin: 'review', values: ['false'] } })
  const { configuration, images } = settings
  const options = { configuration, images, version: VERSION, today: readToday(settings.values, io) }
  const read = await readFiles(io, settings.values, words)
  const problems: Parameters<typeof withoutRefused>[1] = []
  const { result, kept: files } = withoutRefused(read, problems, (some) => harden(some, options))
  if (problems.length > 0 && files.length === 0) throw combineProblems(problems)
  for (const { failure } of problems) io.stderr.write(failureText(failure))
  const items = findItems(result.report, configuration)
  if (items.length === 0) {
    prompter.say('nothing to review: no change is assumed or held because something is unknown')
    return
  }
  const decisions = await decideItems(items, {
    prompter,
    color: mayColor(io, { isTTY: true }),
    columns: terminal.columns,
    madeDiff: (item) => madeDiff(files, item),
    preview: previewer(result, options),
    lookUp: LOOK_UP,
  })
  const { accepted, exemptions } = decisions
  if (accepted.length + exemptions.length === 0) {
    prompter.print('\n')
    prompter.say('nothing is written: no decision needs a setting')
    return
  }
  const needed = settingsFor(configuration, accepted)
  const amendments: Amendments = { ...needed, assume: accepted.length === 0 ? [] : needed.assume, exemptions }
  const text = target.before ?? newConfiguration(single(values, 'profile') ?? 'restricted')
  const after = amendConfiguration(text, amendments)
  sayOutcome(decisions, tryOut(io, values, target.name, after, files, options), prompter)
  const key = await prompter.askKey(`write them to ${printable(target.name)}?`, [
    { key: 'y', does: 'yes' },
    { key: 'n', does: 'no' },
  ])
  if (key === 'y') await write(io, target, after)
  prompter.say(key === 'y' ? 'written; casehard check PATH shows what the next run makes' : 'nothing is written')
}

/** `casehard review`: asks for a decision on each assumed or unknown change, and adds the decisions to casehard.yaml. */
export const runReview = async (io: Io, values: Values, words: readonly string[]): Promise<number> => {
  const terminal = await open(io)
  try {
    await review(io, values, words, createPrompter(terminal), terminal)
  } finally {
    terminal.close()
  }
  return EXIT_WRITTEN
}
