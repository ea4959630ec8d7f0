import type { Json, JsonObject, Report } from '../model.ts'
import { findReportFault } from './shape.ts'

const API_VERSION: Report['apiVersion'] = 'casehard.dev/v1'
const KIND: Report['kind'] = 'HardeningReport'

/** What a text is instead of a report, and the next step; line and column from 1, where they are known. */
export class ReportFault extends Error {
  override name = 'ReportFault'
  readonly at: { line: number; column: number } | undefined

  constructor(message: string, at?: { line: number; column: number }) {
    super(message)
    this.at = at
  }
}

const NEXT = 'name a file that casehard --report FILE.json wrote'

const positionOf = (text: string, offset: number, line: number): { line: number; column: number } => {
  const lines = text.slice(0, offset).split('\n')
  return { line: line + lines.length - 1, column: (lines.at(-1) ?? '').length + 1 }
}

/** @param line the line of the file that the text begins in */
const parseJson = (text: string, line: number): Json => {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    // Engines word it differently, and only some tell the place.
    const offset = /end of JSON input|Unterminated|Unexpected EOF/i.test(message)
      ? text.trimEnd().length
      : /at position (\d+)/.exec(message)?.[1]
    throw new ReportFault(
      `not JSON; ${NEXT}`,
      offset === undefined ? undefined : positionOf(text, Number(offset), line),
    )
  }
}

const asReport = (value: Json, at?: { line: number; column: number }): Report => {
  const { apiVersion, kind } = (typeof value === 'object' && !Array.isArray(value) ? value : null) ?? ({} as JsonObject)
  if (kind !== KIND) {
    const what = typeof kind === 'string' ? `its kind is ${JSON.stringify(kind)}` : 'it has no kind'
    throw new ReportFault(`no report of casehard, for ${what}; ${NEXT}`, at)
  }
  if (apiVersion !== API_VERSION) {
    const version = typeof apiVersion === 'string' ? JSON.stringify(apiVersion) : 'no apiVersion'
    throw new ReportFault(
      `a report with ${version}, where ${API_VERSION} is read; use the casehard that wrote it, or write it anew`,
      at,
    )
  }
  const fault = findReportFault(value)
  if (fault !== undefined) throw new ReportFault(`no whole report: ${fault}; write it anew with --report`, at)
  return value as unknown as Report
}

/** Whether the first line that says something is JSON by itself, and not the last one. */
const isLines = (lines: readonly { text: string }[]): boolean => {
  if (lines.length < 2) return false
  try {
    return typeof JSON.parse(lines[0]?.text ?? '') === 'object'
  } catch {
    return false
  }
}

/**
 * Reads the reports in a text: one of JSON, or of JSON Lines one in each line that is not blank.
 * @throws ReportFault for the first that is none
 */
export const readReports = (given: string): Report[] => {
  const text = given.replace(/^\ufeff/, '')
  if (text.trim() === '') throw new ReportFault(`empty; ${NEXT}`)
  const lines = text
    .split('\n')
    .map((line, i) => ({ text: line, line: i + 1 }))
    .filter((line) => line.text.trim() !== '')
  if (!isLines(lines)) return [asReport(parseJson(text, 1))]
  return lines.map((line) => asReport(parseJson(line.text, line.line), { line: line.line, column: 1 }))
}
