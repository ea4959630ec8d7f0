import { printable } from '../../src/lib/printable.ts'
import { suggest } from '../../src/lib/suggest.ts'
import { type CheckResult, checkManifests } from '../../src/pipeline/check.ts'
import { reportJson } from '../../src/report/json/json.ts'
import { formatFindings, knownFinding } from '../../src/report/known-findings.ts'
import { readStandard, type VersionedStandard } from '../../src/standards/index.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../cli/failure.ts'
import { isOn, type OptionValue, single, type Values } from '../cli/values.ts'
import { VERSION } from '../cli/version.ts'
import { type Gathered, gather } from '../files/gather.ts'
import { withProgress } from '../files/progress.ts'
import type { Io } from '../io/io.ts'
import { loadSettings, readToday } from '../run/configuration.ts'
import { builtinImages } from '../run/images.ts'
import { STDIN } from '../run/input.ts'
import { compareWithKnown } from '../run/known.ts'
import { print } from '../run/output.ts'

/** How many legal words a message lists one by one. */
const MOST_WORDS = 8

/** The standards that were asked for, each once. Throws a usage failure for one that is not known. */
const readStandards = ({ origin, values }: OptionValue): VersionedStandard[] => {
  const standards = new Map<string, VersionedStandard>()
  for (const word of values) {
    const read = readStandard(word)
    if ('name' in read) standards.set(read.name, read)
    else {
      const { wrong, noun, legal } = read
      // Of several that are as near the newest is meant, most likely.
      const hint = suggest(wrong, legal.toReversed(), `${noun}s`)
      const range = [`${legal[0]} to ${legal.at(-2)}`, ...legal.slice(-1)]
      const list = `legal ${noun}s: ${(legal.length > MOST_WORDS ? range : legal).join(', ')}`
      throw usageFailure(
        `${origin}: "${word}": there is no ${noun} "${wrong}"; ${hint.startsWith('legal') ? list : `${hint} ${list}`}`,
      )
    }
  }
  return [...standards.values()]
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

const summaryText = ({ findings, pods, skipped }: CheckResult, standards: readonly VersionedStandard[]): string => {
  const names = standards.map(({ name }) => name).join(', ')
  const lines = skipped.map(({ document, resource, reason }) => {
    const { kind, namespace, name } = resource
    const where = `${document.file === undefined ? '' : `${document.file}:`}${document.line}`
    return printable(
      `not judged: ${where}: ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}: ${reason}`,
    )
  })
  return [`${count(findings.length, 'finding')} by ${names}, ${count(pods, 'pod')} judged`, ...lines]
    .map((line) => `casehard: ${line}\n`)
    .join('')
}

/**
 * `casehard check --standard NAME`: prints what standards find in manifests, a line each, and fails if there is any.
 * @param asked the standards
 */
export const runCheckStandard = async (
  io: Io,
  said: Values,
  paths: readonly string[],
  asked: OptionValue,
): Promise<number> => {
  const standards = readStandards(asked)
  if (said.report?.origin.startsWith('--'))
    throw usageFailure('check: --report tells of hardening, not of a --standard; use --format json')
  const { configuration, values } = loadSettings(io, said)
  const options = { configuration, images: builtinImages(), version: VERSION, today: readToday(values, io) }
  let gathered: Gathered = { files: [], leftAlone: [], walked: false }
  const judged = await withProgress(io, isOn(values, 'quiet'), async (progress) => {
    const taking = { stdin: true, pipes: true, instead: 'name files or folders, or pipe them in' }
    gathered = await gather(io, {
      ...taking,
      paths,
      evidence: values.evidence?.values ?? [],
      progress: progress('reading'),
    })
    return checkManifests(gathered.files, options, standards, isOn(values, 'after'))
  })
  const found = judged.findings.map((finding) => ({ finding, known: knownFinding(finding) }))
  const { fresh, told } = compareWithKnown(io, values, found)
  const findings = fresh.map(({ finding }) => finding)
  const name = gathered.files[0]?.name ?? STDIN
  if (single(values, 'format') === 'json') await print(io, reportJson({ findings }))
  else if (!isOn(values, 'quiet')) await print(io, formatFindings(findings, name))
  if (!isOn(values, 'quiet')) io.stderr.write(summaryText(judged, standards) + told)
  return findings.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}
