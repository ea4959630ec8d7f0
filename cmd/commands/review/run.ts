import { type Amendments, amendConfiguration, newConfiguration } from '../../../src/config/amend.ts'
import { type Hardened, harden } from '../../../src/harden.ts'
import { formatCount } from '../../../src/lib/format.ts'
import { printable } from '../../../src/lib/printable.ts'
import type { InputFile, Options } from '../../../src/model.ts'
import { findImages } from '../../../src/pipeline/configured.ts'
import { readConfigFile } from '../../../src/yaml/config-file.ts'
import { EXIT_WRITTEN, failureText, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import { gather } from '../../files/gather.ts'
import { combineProblems, withoutRefused } from '../../files/problems.ts'
import { withProgress } from '../../files/progress.ts'
import { namedPaths } from '../../files/search/roots.ts'
import type { Io, Terminal } from '../../io/io.ts'
import { loadSettings, readToday } from '../../run/configuration.ts'
import { mayColor } from '../../run/output.ts'
import { findItems, isOf, madeDiff, previewer, settingsFor } from './items.ts'
import { findLockToExtend, lookUpImage } from './look-up.ts'
import { createPrompter, type Prompter } from './prompt.ts'
import { type Decisions, decideItems, type Findings } from './session.ts'
import { describeUnusable, findTarget, writeTarget } from './target.ts'

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

/** Returns what casehard decides with the new text of the configuration. Throws a ConfigurationError if it is invalid. */
const tryOut = (io: Io, values: Values, name: string, text: string, files: readonly InputFile[], options: Options) => {
  const settings = readConfigFile(text)
  if ('error' in settings) throw usageFailure(describeUnusable(name, settings.error.message))
  const { config: _, ...others } = values
  const { configuration } = loadSettings(io, others, { name, settings })
  return harden(files, { ...options, configuration }).report
}

/** Settings of a review: generators are off, since their objects are no changes to decide on. */
const settingsOf = (io: Io, values: Values) =>
  loadSettings(io, { ...values, generate: { origin: 'review', values: ['false'] } })

const review = async (io: Io, values: Values, words: readonly string[], prompter: Prompter, terminal: Terminal) => {
  const target = findTarget(io, values)
  const settings = settingsOf(io, values)
  const { configuration, images } = settings
  let options = { configuration, images, version: VERSION, today: readToday(settings.values, io) }
  const read = await readFiles(io, settings.values, words)
  const problems: Parameters<typeof withoutRefused>[1] = []
  const { result, kept: files } = withoutRefused(read, problems, (some) => harden(some, options))
  if (problems.length > 0 && files.length === 0) throw combineProblems(problems)
  for (const { failure } of problems) io.stderr.write(failureText(failure))
  const findingsOf = (hardened: Hardened): Findings => ({
    items: findItems(hardened.report, configuration),
    madeDiff: (item) => madeDiff(files, item),
    preview: previewer(hardened, options),
  })
  const findings = findingsOf(result)
  if (findings.items.length === 0) {
    prompter.say('nothing to review: no change is assumed or held because something is unknown')
    return
  }
  const lock = findLockToExtend(io, values, target)
  const lookUp = async (image: string, name: string): Promise<Findings | undefined> => {
    const failures = await lookUpImage(io, values, image, name)
    for (const failure of failures) prompter.say(failure)
    if (failures.length > 0) return undefined
    options = { ...options, images: settingsOf(io, values).images }
    return findingsOf(harden(files, options))
  }
  const decisions = await decideItems(findings, {
    prompter,
    color: mayColor(io, { isTTY: true }),
    columns: terminal.columns,
    ...(lock === undefined ? {} : { lock, images: findImages(files, options), lookUp: (image) => lookUp(image, lock) }),
  })
  const { accepted, exemptions } = decisions
  if (accepted.length + exemptions.length === 0) {
    prompter.print('\n')
    prompter.say(`${target.name} is not written: no decision needs a setting`)
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
  if (key === 'y') await writeTarget(io, target, after)
  prompter.say(
    key === 'y' ? 'written; casehard check PATH shows what the next run makes' : `${target.name} is not written`,
  )
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
