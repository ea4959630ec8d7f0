import { isExpired } from '../../../src/config/exemptions/match.ts'
import { describeExemption, explainStale } from '../../../src/config/exemptions/stale.ts'
import { harden } from '../../../src/harden.ts'
import { formatCount } from '../../../src/lib/format.ts'
import { printable, printableLines } from '../../../src/lib/printable.ts'
import type { Configuration, Exemption, Held, InputFile, Options, Report } from '../../../src/model.ts'
import { findIdleEntries } from '../../../src/pipeline/configured.ts'
import { type Item, layOutItems, type Paint, paint } from '../../../src/report/format.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import type { OptionValue, Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { loadSettings, readToday } from '../../run/configuration.ts'
import { readManifests } from '../../run/input.ts'
import { failureLine, mayColor, print, staleFinding } from '../../run/output.ts'

/** An exemption of the configuration, and the changes that it holds in some manifests. */
export interface Review {
  exemption: Exemption
  /** The changes that it holds, or would hold if it had not expired. */
  held: Held[]
  /** Why it matches nothing. */
  stale?: string
}

/** The number in the reason of a held change. */
const NUMBER = /\d+$/

/** A date before any exemption expires. */
const LONG_AGO = '0000-01-01'

/** Hardens with the index of each exemption as its reason, and without expiry. */
const numbered = (files: readonly InputFile[], options: Options, list: readonly { exemption: Exemption }[]): Report => {
  const exemptions = list.map(({ exemption }, i): Exemption => {
    const { controls, match } = exemption
    return { controls, match, reason: String(i) }
  })
  const configuration = { ...options.configuration, exemptions, exemptionAnnotations: false }
  return harden(files, { ...options, configuration, today: LONG_AGO }).report
}

/**
 * Finds the changes that each exemption of a configuration holds, including expired ones. In a run, the first matching
 * exemption holds a change. Exemptions that held nothing are tried again without the others, until none of them holds
 * anything; these are stale.
 * @throws InputError for manifests that Kubernetes cannot read
 */
export const reviewExemptions = (files: readonly InputFile[], options: Options): Review[] => {
  const { configuration } = options
  const reviews = configuration.exemptions.map((exemption): Review => ({ exemption, held: [] }))
  for (let left: readonly Review[] = reviews; left.length > 0; ) {
    const report = numbered(files, options, left)
    for (const entry of report.held.filter(({ cause }) => cause === 'exemption'))
      left[Number(NUMBER.exec(entry.reason)?.[0])]?.held.push(entry)
    const idle = left.filter(({ held }) => held.length === 0)
    if (idle.length === left.length)
      for (const review of idle) review.stale = explainStale(review.exemption, report, configuration)
    left = idle.length === left.length ? [] : idle
  }
  return reviews
}

const placeOf = ({ exemption: { configured } }: Review): string =>
  configured === undefined ? 'built-in profile' : `${configured.file}:${configured.line}`

const itemOf = ({ control, resource, container, document, line }: Held, sign: Item['sign'], input: string): Item => {
  const { kind, namespace, name } = resource
  const who = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
  const where = `${document.file ?? input}:${line}`
  return {
    sign,
    subject: control,
    text: `${who}${container === undefined ? '' : ` container ${container}`} (${where})`,
  }
}

/** Removes repeated items: a control may hold several fields of a container. */
const unique = (items: readonly Item[]): Item[] => [
  ...new Map(items.map((item) => [`${item.subject} ${item.text}`, item])).values(),
]

/** Formats an exemption with its reason and the changes that it holds. */
const layReview = (review: Review, today: string, files: readonly InputFile[], style: Paint): string[] => {
  const { exemption, held, stale } = review
  const { reason, owner, expires } = exemption
  const expired = isExpired(exemption, today)
  const fate = held.length === 0 ? 'remove it' : 'renew or remove it; it no longer applies'
  const because = [reason, owner && `owner ${owner}`, expires && !expired && `until ${expires}`].filter(Boolean)
  const items: Item[] = [
    ...(expired ? [{ sign: '!', subject: 'expired', text: `on ${expires}: ${fate}` } as const] : []),
    ...unique(held.map((entry) => itemOf(entry, expired ? '-' : '+', files[0]?.name ?? ''))),
    ...(stale === undefined ? [] : [{ sign: '!', subject: 'stale', text: `matches nothing: ${stale}` } as const]),
  ]
  const title = `${placeOf(review)}: exemption ${describeExemption(exemption)}`
  return ['', style.bold(printable(title)), `  ${printable(because.join('; '))}`, ...layOutItems(items, style)]
}

const summary = ({ source, profile, exemptions, images, kinds }: Configuration): string => {
  const counts = [
    formatCount(exemptions.length, 'exemption'),
    formatCount(images.length, 'image'),
    formatCount(kinds.length, 'kind'),
  ]
  return printable(`${source}: no errors; profile ${profile}, ${counts.join(', ')}`)
}

/** Returns the option if it selects stale exemptions, the only kind of finding that applies to a configuration. */
const checkFailOn = (failOn: OptionValue | undefined): OptionValue | undefined => {
  const other = failOn?.values.find((kind) => kind !== 'stale')
  if (failOn?.origin === '--fail-on' && other !== undefined)
    throw usageFailure(`config check: --fail-on ${other} does not apply to a configuration; legal values: stale`)
  return failOn?.values.includes('stale') ? failOn : undefined
}

const withFile = (values: Values, positionals: readonly string[]): Values => {
  const [file, more] = positionals
  if (more !== undefined) throw usageFailure(`config check: unexpected argument "${more}"; name manifests with -f`)
  return file === undefined ? values : { ...values, config: { origin: 'config check', values: [file] } }
}

/** `casehard config check`: prints what each exemption of a configuration holds; throws if it is invalid. */
export const runConfigCheck = async (io: Io, requested: Values, positionals: readonly string[]): Promise<number> => {
  const { configuration, images, values } = loadSettings(io, withFile(requested, positionals))
  if (configuration.source === undefined)
    throw usageFailure(
      'config check: no casehard.yaml in this folder or above; name a file, or write one with casehard config init',
    )
  const failOn = checkFailOn(values['fail-on'])
  const today = readToday(values, io)
  const files = await readManifests(io, values.filename?.values ?? [], 'name files with -f, or pipe manifests in')
  const reviews =
    files.length === 0
      ? configuration.exemptions.map((exemption): Review => ({ exemption, held: [] }))
      : reviewExemptions(files, { configuration, images, version: VERSION, today })
  const style = paint(mayColor(io, io.stdout))
  const idle = files.length === 0 ? [] : findIdleEntries(files, { configuration, images, version: VERSION, today })
  const idleItems = idle.map(({ list, name, reason }): Item => {
    return { sign: '!', subject: list, text: `${name} matches nothing: ${reason}` }
  })
  const idleLines = idleItems.length === 0 ? [] : ['', ...layOutItems(idleItems, style)]
  const lines = [
    summary(configuration),
    ...idleLines,
    ...reviews.flatMap((review) => layReview(review, today, files, style)),
  ]
  await print(io, printableLines(`${lines.join('\n')}\n`))
  const stale = reviews.filter((review) => review.stale !== undefined && !isExpired(review.exemption, today))
  if (failOn === undefined || stale.length === 0) return EXIT_WRITTEN
  io.stderr.write(failureLine(staleFinding(stale.map(placeOf)), 'stale', failOn.origin))
  return EXIT_FINDINGS
}
