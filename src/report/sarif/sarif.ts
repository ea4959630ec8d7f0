import type { Invocation, Log, MultiformatMessageString, Notification, ReportingDescriptor, Result } from 'sarif'
import { CONTROLS } from '../../controls/index.ts'
import { printable } from '../../lib/printable.ts'
import type { Change, Control, Held, Notice, Reference, Report } from '../../model.ts'
import { severityOf } from '../format.ts'
import { safeJson } from '../json/json.ts'
import { type Fix, findFixes } from './fixes.ts'
import { fingerprintOf, isMasked, message, resultJson, type SarifEntry } from './result.ts'

/** Id of the rule for skipped workloads. */
const SKIPPED = 'skipped'

const nameOf = ({ standard, version, section }: Reference): string => `${standard} ${version}, ${section}`

const linkOf = (reference: Reference): string => `[${nameOf(reference).replace(/[[\]\\]/g, '\\$&')}](${reference.url})`

const ruleOf = (
  id: string,
  title: string,
  full: string,
  help: MultiformatMessageString,
  more: Partial<ReportingDescriptor> = {},
): ReportingDescriptor => ({
  id,
  shortDescription: { text: title },
  fullDescription: { text: full },
  help,
  ...more,
  defaultConfiguration: { level: 'warning' },
  properties: { tags: ['security', 'kubernetes'] },
})

const controlRule = ({ id, title, rationale, breaks, references }: Control): ReportingDescriptor => {
  const lines = references.map((reference) => `- ${nameOf(reference)}: ${reference.url}`)
  const text = [rationale, `What may stop working: ${breaks}`, `References:\n${lines.join('\n')}`].join('\n\n')
  const links = references.map((reference) => `- ${linkOf(reference)}`)
  const markdown = [`**${title}.**`, rationale, `**What may stop working.** ${breaks}`, links.join('\n')].join('\n\n')
  const [first] = references
  return ruleOf(id, title, rationale, { text, markdown }, first === undefined ? {} : { helpUri: first.url })
}

const plainRule = (id: string, title: string, text: string): ReportingDescriptor => ruleOf(id, title, text, { text })

const titleFromId = (id: string): string => {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * Builds the rules of a SARIF log: all controls, and the other kinds of results in a report. For an unknown control, in a
 * report of another version, only the id is given.
 */
const sarifRules = ({ changes, held, skipped, notices }: Report): ReportingDescriptor[] => {
  const known = CONTROLS.map(({ id }) => id)
  const unknown = [...changes, ...held].map(({ control }) => control).filter((id) => !known.includes(id))
  return [
    ...CONTROLS.map(controlRule),
    ...[...new Set(unknown)].map((id) => plainRule(id, titleFromId(id), 'A control of another version of casehard.')),
    ...(skipped.length === 0
      ? []
      : [
          plainRule(
            SKIPPED,
            'A workload was skipped',
            'The object looks like a workload; the message gives the reason.',
          ),
        ]),
    ...[...new Set(notices.map(({ code }) => code))].map((code) =>
      plainRule(code, titleFromId(code), 'A notice of casehard; the message gives the next step.'),
    ),
  ]
}

const changeEntry = (change: Change, fix: Fix | undefined): SarifEntry => {
  const { control, reason, confidence, path, known } = change
  const assumed = confidence === 'assumed' ? '; assumed: there is no evidence for or against the change' : ''
  const unfixed = fix !== undefined && isMasked(fix) ? '; there is no fix here, because its text contains a secret' : ''
  const text = `${reason}${assumed}${unfixed}`
  const properties = { path: printable(path), verdict: 'changed', confidence }
  const baselineState = known === undefined ? {} : { baselineState: known ? ('unchanged' as const) : ('new' as const) }
  return {
    ...change,
    ...baselineState,
    id: control,
    severity: 'info',
    text,
    properties,
    ...(fix === undefined ? {} : { fix }),
  }
}

const heldEntry = (held: Held): SarifEntry => {
  const { control, reason, hint, cause, path } = held
  const text = `held back: ${reason}${hint === '' ? '' : `; ${hint}`}`
  const properties = { path: printable(path), verdict: 'held', cause }
  const accepted = cause === 'exemption' ? { accepted: reason } : {}
  return { ...held, id: control, severity: severityOf(held), text, properties, ...accepted }
}

/** Reports whether a notice has a place that a result can point to. */
export const hasPlace = ({ document, file }: Notice): boolean => document !== undefined || file !== undefined

/** Identifies a notice about no object by its message. */
const noticeEntry = (notice: Notice): SarifEntry => ({
  ...(notice.resource === undefined ? { path: notice.message } : {}),
  ...notice,
  id: notice.code,
  severity: 'warning',
  text: notice.message,
})

const entriesOf = (report: Report): SarifEntry[] => {
  const fixes = findFixes(report.changes)
  return [
    ...report.changes.map((change, i) => changeEntry(change, fixes[i])),
    ...report.held.map(heldEntry),
    ...report.skipped.map(
      (entry): SarifEntry => ({ ...entry, id: SKIPPED, severity: 'info', text: `skipped: ${entry.reason}` }),
    ),
    ...report.notices.filter(hasPlace).map(noticeEntry),
  ]
}

/** Builds the results of a report. Equal fingerprints, e.g. of a duplicate object, are numbered. */
export const sarifResults = (report: Report, rules: readonly ReportingDescriptor[]): Result[] => {
  const indices = new Map(rules.map(({ id }, i) => [id, i]))
  const seen = new Map<string, number>()
  return entriesOf(report).map((entry) => {
    const fingerprint = fingerprintOf(entry)
    const count = (seen.get(fingerprint) ?? 0) + 1
    seen.set(fingerprint, count)
    const own = printable(count === 1 ? fingerprint : `${fingerprint} ${count}`)
    return resultJson(entry, indices.get(entry.id) as number, own)
  })
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

const notification = (level: 'error' | 'warning', id: string, text: string): Notification => ({
  level,
  descriptor: { id },
  message: message(text),
})

/** Builds the invocation: the error of the run, and the notices without a place. */
const invocation = ({ error, notices }: Report): Invocation => {
  const notifications = [
    ...(error === undefined ? [] : [notification('error', error.code, error.message)]),
    ...notices
      .filter((notice) => !hasPlace(notice))
      .map(({ code, message: text }) => notification('warning', code, text)),
  ]
  return {
    executionSuccessful: error === undefined,
    ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
  }
}

/**
 * Formats a report as a SARIF 2.1.0 log: changes, with their fixes, and skipped workloads are notes; held changes are
 * warnings unless the configuration asks for them, and notices are warnings. Lines and columns are those of the input.
 */
export const reportSarif = (report: Report): string => {
  const rules = sarifRules(report)
  const { casehard, profile, configuration, summary } = report
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'casehard', version: casehard, rules } },
        invocations: [invocation(report)],
        columnKind: 'utf16CodeUnits',
        results: sarifResults(report, rules),
        properties: { profile, ...(configuration === undefined ? {} : { configuration }), summary },
      },
    ],
  }
  return safeJson(log, 2)
}
