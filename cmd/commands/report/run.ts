import type { Report } from '../../../src/model.ts'
import { InvalidReportError, readReports } from '../../../src/report/json/read.ts'
import { EXIT_WRITTEN, refusal, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { decodeInput, readBytes, readStdin, STDIN } from '../../run/input.ts'
import { mayColor, print } from '../../run/output.ts'
import { FORMATS, type FormatRow } from '../../run/report-formats.ts'

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
  if (since !== undefined) {
    const { runReportSince } = await import('./since.ts')
    return runReportSince(io, values, { name, old: since, read: readReportFile })
  }
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
