import { formatCount } from '../../../src/lib/format.ts'
import { printable, printableLines } from '../../../src/lib/printable.ts'
import { suggest } from '../../../src/lib/suggest.ts'
import { type CheckResult, checkManifests } from '../../../src/pipeline/check.ts'
import { reportJson } from '../../../src/report/json/json.ts'
import { formatFindings, knownFinding, withoutVersion } from '../../../src/report/known-findings.ts'
import { readStandard, type VersionedStandard } from '../../../src/standards/index.ts'
import { usageFailure } from '../../cli/failure.ts'
import { isOn, type OptionValue, single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import { type GatheredFiles, gather, NO_FILES, partialCoverage } from '../../files/gather.ts'
import { endRun, noticesOf } from '../../files/outcome.ts'
import { combineProblems, withoutRefused } from '../../files/problems.ts'
import { withProgress } from '../../files/progress.ts'
import type { Io } from '../../io/io.ts'
import { loadSettings, readToday } from '../../run/configuration.ts'
import { STDIN } from '../../run/input.ts'
import { compareWithKnown, type KnownScope } from '../../run/known.ts'
import { print } from '../../run/output.ts'

const FORMATS: readonly string[] = ['text', 'json']

/** A message lists at most this many legal values; a longer list is shortened to a range. */
const MOST_VALUES = 8

/** Parses the values of `--standard`, each once. Throws a usage failure for an unknown standard or version. */
const readStandards = ({ origin, values }: OptionValue): VersionedStandard[] => {
  const standards = new Map<string, VersionedStandard>()
  for (const value of values) {
    const read = readStandard(value)
    if ('name' in read) standards.set(read.name, read)
    else {
      const { wrong, noun, legal } = read
      // Of several equally close versions, suggest the newest.
      const hint = suggest(wrong, legal.toReversed(), `${noun}s`)
      const range = [`${legal[0]} to ${legal.at(-2)}`, ...legal.slice(-1)]
      const list = `legal ${noun}s: ${(legal.length > MOST_VALUES ? range : legal).join(', ')}`
      throw usageFailure(
        `${origin}: "${value}": unknown ${noun} "${wrong}"; ${hint.startsWith('legal') ? list : `${hint} ${list}`}`,
      )
    }
  }
  return [...standards.values()]
}

/** Returns what a check of standards looks at: their findings, in any version of Pod Security. */
const scopeOf = (
  { findings }: CheckResult,
  standards: readonly VersionedStandard[],
  gathered: GatheredFiles,
): KnownScope => {
  const names = standards.map(({ name }) => withoutVersion(name))
  const paths = new Map(gathered.files.map(({ name, path }) => [name, path]))
  return {
    coverage: gathered.coverage,
    pathOf: (file) => paths.get(file ?? gathered.files[0]?.name ?? ''),
    looksFor: ({ standard }) => names.includes(standard ?? ''),
    resources: findings.map(({ resource }) => resource),
  }
}

const summaryText = ({ findings, pods, skipped }: CheckResult, standards: readonly VersionedStandard[]): string => {
  const names = standards.map(({ name }) => name).join(', ')
  const lines = skipped.map(({ document, resource, reason }) => {
    const { kind, namespace, name } = resource
    const where = `${document.file === undefined ? '' : `${document.file}:`}${document.line}`
    return printable(
      `not checked: ${where}: ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}: ${reason}`,
    )
  })
  return [`${formatCount(findings.length, 'finding')} by ${names}, ${formatCount(pods, 'pod')} checked`, ...lines]
    .map((line) => `casehard: ${line}\n`)
    .join('')
}

/** Formats what was not read, because it is left out or excluded. */
const skippedText = ({ skipped, excluded }: GatheredFiles): string => {
  const lines = skipped.map(
    ({ name, reason, line }) => `${line === undefined ? 'skipped' : 'left out'}: ${name}: ${reason}`,
  )
  if (excluded.count > 0) lines.push(`${formatCount(excluded.count, 'file')} excluded by ${excluded.origin}`)
  return lines.map((line) => `casehard: ${printable(line)}\n`).join('')
}

/**
 * `casehard check --standard NAME`: prints a line for each violation of the standards; returns exit code 1 if there is one.
 * @param option the value of `--standard`
 */
export const runCheckStandard = async (
  io: Io,
  requested: Values,
  paths: readonly string[],
  option: OptionValue,
): Promise<number> => {
  const standards = readStandards(option)
  if (requested.report?.origin.startsWith('--'))
    throw usageFailure('check: --report does not support --standard; use --format json')
  const format = single(requested, 'format') ?? 'text'
  if (!FORMATS.includes(format))
    throw usageFailure(`check: --standard does not support the format ${format}; legal formats: ${FORMATS.join(', ')}`)
  const { configuration, images, values, warning } = loadSettings(io, requested)
  const options = { configuration, images, version: VERSION, today: readToday(values, io) }
  let gathered: GatheredFiles = NO_FILES
  const result = await withProgress(io, isOn(values, 'quiet'), async (progress) => {
    const allowed = { stdin: true, pipes: true, instead: 'name files or folders, or pipe manifests in' }
    gathered = await gather(io, {
      ...allowed,
      paths,
      evidence: values.evidence?.values ?? [],
      exclude: values.exclude,
      progress: progress('reading'),
    })
    const { problems } = gathered
    const checked = withoutRefused(gathered.files, problems, (files) =>
      checkManifests(files, options, standards, isOn(values, 'after')),
    )
    if (problems.length > 0 && checked.kept.length === 0) throw combineProblems(problems)
    gathered = { ...gathered, files: checked.kept }
    if (problems.length > 0) gathered.coverage = partialCoverage(checked.kept)
    return checked.result
  })
  const found = result.findings.map((finding) => ({
    finding,
    known: knownFinding(finding),
    document: finding.document,
  }))
  const { newFindings, message } = compareWithKnown(io, values, found, scopeOf(result, standards, gathered))
  const findings = newFindings.map(({ finding }) => finding)
  const name = gathered.files[0]?.name ?? STDIN
  if (format === 'json') await print(io, reportJson({ findings }))
  else if (!isOn(values, 'quiet')) await print(io, formatFindings(findings, name))
  if (warning !== '') io.stderr.write(warning)
  if (!isOn(values, 'quiet'))
    io.stderr.write(summaryText(result, standards) + skippedText(gathered) + printableLines(message))
  const failOn = values['fail-on']
  const report = { changes: [], held: [], notices: noticesOf(gathered, paths) }
  return endRun(io, { report, gathered, ...(failOn === undefined ? {} : { failOn }) }, findings.length > 0)
}
