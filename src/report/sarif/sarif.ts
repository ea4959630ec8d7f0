import { printable } from '../../lib/printable.ts'
import type { Change, Held, JsonObject, Notice, Report } from '../../model.ts'
import { safeJson } from '../json/json.ts'
import { severityOf } from '../words.ts'
import { type Fix, fixesOf } from './fixes.ts'
import { type Found, fingerprintOf, message, resultJson } from './result.ts'
import { SKIPPED, sarifRules } from './rules.ts'

const changeFound = (change: Change, fix: Fix | undefined): Found => {
  const { control, reason, confidence, path } = change
  const assumed = confidence === 'assumed' ? '; assumed: nothing speaks against the change and nothing for it' : ''
  const text = `${reason}${assumed}`
  const properties = { path: printable(path), verdict: 'changed', confidence }
  return { ...change, id: control, severity: 'info', text, properties, ...(fix === undefined ? {} : { fix }) }
}

const heldFound = (held: Held): Found => {
  const { control, reason, hint, cause, path } = held
  const text = `held back: ${reason}${hint === '' ? '' : `; ${hint}`}`
  const properties = { path: printable(path), verdict: 'held', cause }
  const accepted = cause === 'exemption' ? { accepted: reason } : {}
  return { ...held, id: control, severity: severityOf(cause), text, properties, ...accepted }
}

/** Whether a notice is about something that a result can point to. */
export const hasPlace = ({ document, file }: Notice): boolean => document !== undefined || file !== undefined

/** What is about no object is known again by its message. */
const noticeFound = (notice: Notice): Found => ({
  ...(notice.resource === undefined ? { path: notice.message } : {}),
  ...notice,
  id: notice.code,
  severity: 'warning',
  text: notice.message,
})

const foundIn = (report: Report): Found[] => {
  const fixes = fixesOf(report.changes)
  return [
    ...report.changes.map((change, i) => changeFound(change, fixes[i])),
    ...report.held.map(heldFound),
    ...report.skipped.map(
      (entry): Found => ({ ...entry, id: SKIPPED, severity: 'info', text: `skipped: ${entry.reason}` }),
    ),
    ...report.notices.filter(hasPlace).map(noticeFound),
  ]
}

/** The results of a report; of several with the same fingerprint, as those of an object that is there twice, each has its own. */
export const sarifResults = (report: Report, rules: readonly JsonObject[]): JsonObject[] => {
  const indices = new Map(rules.map(({ id }, i) => [id, i]))
  const seen = new Map<string, number>()
  return foundIn(report).map((found) => {
    const fingerprint = fingerprintOf(found)
    const count = (seen.get(fingerprint) ?? 0) + 1
    seen.set(fingerprint, count)
    const own = printable(count === 1 ? fingerprint : `${fingerprint} ${count}`)
    return resultJson(found, indices.get(found.id) as number, own)
  })
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

const notification = (level: 'error' | 'warning', id: string, text: string): JsonObject => ({
  level,
  descriptor: { id },
  message: message(text),
})

/** How the run went: why it failed, and notices that no result can point to a place for. */
const invocation = ({ error, notices }: Report): JsonObject => {
  const told = [
    ...(error === undefined ? [] : [notification('error', error.code, error.message)]),
    ...notices
      .filter((notice) => !hasPlace(notice))
      .map(({ code, message: text }) => notification('warning', code, text)),
  ]
  return {
    executionSuccessful: error === undefined,
    ...(told.length === 0 ? {} : { toolExecutionNotifications: told }),
  }
}

/**
 * A report as a SARIF 2.1.0 log: changes with their fixes and what is skipped are notes, what is held is a warning
 * unless the configuration asks for it, and so are notices. Lines and columns are those of the input.
 */
export const reportSarif = (report: Report): string => {
  const rules = sarifRules(report)
  const { casehard, profile, configuration, summary } = report
  const run = {
    tool: { driver: { name: 'casehard', version: casehard, rules } },
    invocations: [invocation(report)],
    columnKind: 'utf16CodeUnits',
    results: sarifResults(report, rules),
    properties: { profile, ...(configuration === undefined ? {} : { configuration }), summary },
  }
  return safeJson({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, 2)
}
