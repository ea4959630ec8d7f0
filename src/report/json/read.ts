import { list, marker, position, record, ref, type Schema, string } from '../../lib/json-schema/schema.ts'
import { validate } from '../../lib/json-schema/validate.ts'
import type { Json, JsonObject, Report } from '../../model.ts'
import { REPORT_DEFINITIONS, summary } from './definitions.ts'

/** JSON Schema (draft 2020-12) of a report. The order of its properties is the order in which a report is written. */
export const REPORT_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard HardeningReport',
  ...record(
    'What casehard changed, held and skipped in one run, in the order of the input.',
    {
      apiVersion: { type: 'string', const: 'casehard.dev/v1' },
      kind: { type: 'string', const: 'HardeningReport' },
      casehard: string('Version of casehard.'),
      profile: string('Name of the profile.'),
      configuration: string('Name of the configuration file; absent without one.'),
      check: marker('A check, which wrote nothing: the changes are those that hardening would make.'),
      summary,
      changes: list('The changes; their operations in this order turn the input into the output.', ref('change')),
      held: list('The changes that were held.', ref('held')),
      skipped: list('Objects that look like workloads and were skipped.', ref('skipped')),
      pods: list('The pods of the input.', ref('pod')),
      notices: list('Further information for the reader.', ref('notice')),
      error: record(
        'Why the run failed, in which case nothing was changed.',
        {
          code: string('A stable code.'),
          message: string('The error, and the next step.'),
          line: position('Line in the input.'),
          column: position('Column in the input, in UTF-16 units.'),
        },
        'line',
        'column',
      ),
    },
    'configuration',
    'check',
    'error',
  ),
  $defs: REPORT_DEFINITIONS,
}

/**
 * Describes the first place where a value does not fit the format of a report; undefined if it can be read as one. Unknown keys are accepted:
 * a later version of casehard may write more.
 */
export const findReportFault = (value: Json): string | undefined =>
  validate(REPORT_SCHEMA, value, { allowUnknownKeys: true, quotes: true })[0]?.message

const API_VERSION: Report['apiVersion'] = 'casehard.dev/v1'
const KIND: Report['kind'] = 'HardeningReport'

/** A text that is not a report. The message gives the next step; line and column count from 1, if they are known. */
export class InvalidReportError extends Error {
  override name = 'InvalidReportError'
  readonly at: { line: number; column: number } | undefined

  constructor(message: string, at?: { line: number; column: number }) {
    super(message)
    this.at = at
  }
}

const NEXT_STEP = 'name a file that casehard --report FILE.json wrote'

const positionOf = (text: string, offset: number, line: number): { line: number; column: number } => {
  const lines = text.slice(0, offset).split('\n')
  return { line: line + lines.length - 1, column: (lines.at(-1) ?? '').length + 1 }
}

/** @param line the line of the file at which the text starts */
const parseJson = (text: string, line: number): Json => {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    // Engines differ in their wording, and only some of them report the position.
    const offset = /end of JSON input|Unterminated|Unexpected EOF/i.test(message)
      ? text.trimEnd().length
      : /at position (\d+)/.exec(message)?.[1]
    throw new InvalidReportError(
      `not JSON; ${NEXT_STEP}`,
      offset === undefined ? undefined : positionOf(text, Number(offset), line),
    )
  }
}

const toReport = (value: Json, at?: { line: number; column: number }): Report => {
  const { apiVersion, kind } = (typeof value === 'object' && !Array.isArray(value) ? value : null) ?? ({} as JsonObject)
  if (kind !== KIND) {
    const found = typeof kind === 'string' ? `its kind is ${JSON.stringify(kind)}` : 'it has no kind'
    throw new InvalidReportError(`not a casehard report: ${found}; ${NEXT_STEP}`, at)
  }
  if (apiVersion !== API_VERSION) {
    const found =
      typeof apiVersion === 'string' ? `its apiVersion is ${JSON.stringify(apiVersion)}` : 'it has no apiVersion'
    throw new InvalidReportError(
      `not a report of ${API_VERSION}: ${found}; read it with the version of casehard that wrote it, or write it again`,
      at,
    )
  }
  const fault = findReportFault(value)
  if (fault !== undefined)
    throw new InvalidReportError(`not a valid report: ${fault}; write it again with --report`, at)
  return value as unknown as Report
}

/** Reports whether a text is JSON Lines: its first line that is not blank is JSON, and there are more. */
const isJsonLines = (lines: readonly { text: string }[]): boolean => {
  if (lines.length < 2) return false
  try {
    return typeof JSON.parse(lines[0]?.text ?? '') === 'object'
  } catch {
    return false
  }
}

/**
 * Reads the reports in a text: one as JSON, or as JSON Lines one for each line that is not blank.
 * @throws InvalidReportError for the first that is not a report
 */
export const readReports = (file: string): Report[] => {
  const text = file.replace(/^\ufeff/, '')
  if (text.trim() === '') throw new InvalidReportError(`empty; ${NEXT_STEP}`)
  const lines = text
    .split('\n')
    .map((line, i) => ({ text: line, line: i + 1 }))
    .filter((line) => line.text.trim() !== '')
  if (!isJsonLines(lines)) return [toReport(parseJson(text, 1))]
  return lines.map((line) => toReport(parseJson(line.text, line.line), { line: line.line, column: 1 }))
}
