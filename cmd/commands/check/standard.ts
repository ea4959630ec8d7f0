import { formatCount } from '../../../src/lib/format.ts'
import { printable } from '../../../src/lib/printable.ts'
import { suggest } from '../../../src/lib/suggest.ts'
import { type CheckResult, checkManifests } from '../../../src/pipeline/check.ts'
import { reportJson } from '../../../src/report/json/json.ts'
import { formatFindings, knownFinding } from '../../../src/report/known-findings.ts'
import { readStandard, type VersionedStandard } from '../../../src/standards/index.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import { isOn, type OptionValue, single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import { type GatheredFiles, gather } from '../../files/gather.ts'
import { withProgress } from '../../files/progress.ts'
import type { Io } from '../../io/io.ts'
import { loadSettings, readToday } from '../../run/configuration.ts'
import { builtinImages } from '../../run/images.ts'
import { STDIN } from '../../run/input.ts'
import { compareWithKnown } from '../../run/known.ts'
import { print } from '../../run/output.ts'

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
  const { configuration, values } = loadSettings(io, requested)
  const options = { configuration, images: builtinImages(), version: VERSION, today: readToday(values, io) }
  let gathered: GatheredFiles = { files: [], skipped: [], walked: false }
  const result = await withProgress(io, isOn(values, 'quiet'), async (progress) => {
    const allowed = { stdin: true, pipes: true, instead: 'name files or folders, or pipe manifests in' }
    gathered = await gather(io, {
      ...allowed,
      paths,
      evidence: values.evidence?.values ?? [],
      progress: progress('reading'),
    })
    return checkManifests(gathered.files, options, standards, isOn(values, 'after'))
  })
  const found = result.findings.map((finding) => ({ finding, known: knownFinding(finding) }))
  const { newFindings, message } = compareWithKnown(io, values, found)
  const findings = newFindings.map(({ finding }) => finding)
  const name = gathered.files[0]?.name ?? STDIN
  if (single(values, 'format') === 'json') await print(io, reportJson({ findings }))
  else if (!isOn(values, 'quiet')) await print(io, formatFindings(findings, name))
  if (!isOn(values, 'quiet')) io.stderr.write(summaryText(result, standards) + message)
  return findings.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}
