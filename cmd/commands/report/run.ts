import type { Report } from '../../../src/model.ts'
import { type Comparison, compareReports } from '../../../src/report/compare/compare.ts'
import { comparisonMarkdown } from '../../../src/report/compare/markdown.ts'
import { comparisonText } from '../../../src/report/compare/text.ts'
import { safeJson } from '../../../src/report/json/json.ts'
import { InvalidReportError, readReports } from '../../../src/report/json/read.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, refusal, usageFailure } from '../../cli/failure.ts'
import { isOn, single, type Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { decodeInput, readBytes, readStdin, STDIN } from '../../run/input.ts'
import { failureLine, mayColor, print } from '../../run/output.ts'
import { FORMATS, type FormatRow } from '../../run/report-formats.ts'

/** The formats of a comparison; the first is the default. */
const RENDERERS: Readonly<Record<string, (comparison: Comparison, style: { color: boolean }) => string>> = {
  text: comparisonText,
  json: (comparison) => safeJson(comparison, 2),
  markdown: comparisonMarkdown,
}

/** The files of two reports, by the names that the user gave, and the function that reads them. */
export interface Since {
  name: string
  old: string
  read(io: Io, name: string): Promise<Report[]>
}

const readOne = async (io: Io, name: string, read: Since['read']): Promise<Report> => {
  const reports = await read(io, name)
  const [report] = reports
  const shown = name === '-' ? STDIN : name
  if (report === undefined || reports.length > 1)
    throw usageFailure(
      `${shown}: contains ${reports.length} reports, but only one can be compared; select one, e.g. tail -n 1 ${name} > one.json`,
    )
  if (report.error !== undefined)
    throw refusal(
      'report',
      'the report is from a failed run and has no verdicts; name the report of a successful run',
      shown,
    )
  return report
}

const rendererOf = (format: string) => {
  const render = Object.hasOwn(RENDERERS, format) ? RENDERERS[format] : undefined
  if (render !== undefined) return render
  throw usageFailure(
    `report: --since does not support the format ${format}; legal formats: ${Object.keys(RENDERERS).join(', ')}`,
  )
}

/** `casehard report FILE --since OLD`: prints the differences between two reports. */
const runReportSince = async (io: Io, values: Values, { name, old, read }: Since): Promise<number> => {
  if (name === '-' && old === '-') throw usageFailure('report: both reports are stdin; name a file for one of them')
  const render = rendererOf(single(values, 'format') ?? 'text')
  const after = await readOne(io, name, read)
  const before = await readOne(io, old, read)
  const comparison = compareReports(before, after)
  await print(io, render(comparison, { color: mayColor(io, io.stdout) }))
  const { worse, levelsWorse } = comparison.summary
  if (!isOn(values, 'fail-on-worse') || worse + levelsWorse === 0) return EXIT_WRITTEN
  io.stderr.write(failureLine(`${worse + levelsWorse} worse`, '', values['fail-on-worse']?.origin ?? ''))
  return EXIT_FINDINGS
}

const readText = async (io: Io, name: string): Promise<string> => {
  if (name !== '-') return decodeInput(readBytes(io, name), name)
  return (await readStdin(io, 'pipe it in, or name a file', 'a report')).text
}

/**
 * Reads the reports in a file; `-` is stdin. Throws a usage failure if it cannot be read, and a refusal if it contains
 * anything else.
 */
export const readReportFile = async (io: Io, name: string): Promise<Report[]> => {
  const text = await readText(io, name)
  try {
    return readReports(text)
  } catch (error) {
    if (!(error instanceof InvalidReportError)) throw error
    throw refusal('report', error.message, name === '-' ? STDIN : name, error.at)
  }
}

const formatOf = (values: Values): FormatRow => {
  const name = single(values, 'format') ?? 'text'
  return FORMATS.find((row) => row.name === name) as FormatRow
}

/** `casehard report FILE --format X`: converts a saved report, or several if the format supports that. */
export const runReport = async (io: Io, values: Values, positionals: readonly string[]): Promise<number> => {
  const [name, more] = positionals
  if (name === undefined) throw usageFailure('report: the file is missing; use casehard report FILE --format FORMAT')
  if (more !== undefined) throw usageFailure(`report: unexpected argument "${more}"; name one file`)
  const since = single(values, 'since')
  if (since !== undefined) return runReportSince(io, values, { name, old: since, read: readReportFile })
  if (values['fail-on-worse']?.origin.startsWith('--'))
    throw usageFailure('report: --fail-on-worse requires --since OLD')
  const format = formatOf(values)
  const reports = await readReportFile(io, name)
  if (reports.length > 1 && !format.several) {
    const shown = name === '-' ? STDIN : name
    throw usageFailure(
      `${shown}: contains ${reports.length} reports, but ${format.name} supports only one; select one, e.g. tail -n 1 ${name === '-' ? 'FILE' : name} | casehard report - --format ${format.name}`,
    )
  }
  const render = await format.load()
  const color = mayColor(io, io.stdout)
  await print(io, reports.map((report) => render(report, { color })).join(''))
  return EXIT_WRITTEN
}
