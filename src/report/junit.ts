import { printable, printableLines } from '../lib/printable.ts'
import type { Change, Held, Report } from '../model.ts'
import { formatEvidence, formatPlace } from './format.ts'
import { formatHeadline, formatLevels, formatTitle } from './text/text.ts'
import { findGeneralNotices, groupWorkloads, type Workload } from './workloads.ts'

/** Noncharacters that XML 1.0 does not allow; control characters are escaped before. */
const NOT_XML = /[\ufffe\uffff]/g

/** Escapes a text for XML 1.0 content and attributes; of invisible characters only line feeds stay. */
const xml = (text: string): string =>
  text
    .split('\n')
    .map(printable)
    .join('\n')
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

/** Formats attributes; each value is on one line. */
const attributes = (values: Record<string, string | number>): string =>
  Object.entries(values)
    .map(([key, value]) => ` ${key}="${xml(String(value)).replaceAll('\n', ' ')}"`)
    .join('')

/** The outcome of a case that did not pass. */
export type Outcome = 'failure' | 'error' | 'skipped'

/** A test case. */
export interface Case {
  name: string
  /** Absent if it passed. */
  outcome?: Outcome
  type?: string
  message?: string
  details?: string
}

/** A suite of test cases. */
export interface Suite {
  name: string
  cases: Case[]
  properties: Record<string, string>
  output: string[]
}

const caseXml = (classname: string, { name, outcome, type, message, details }: Case): string => {
  const head = `    <testcase${attributes({ name, classname, time: 0 })}`
  if (outcome === undefined) return `${head}/>\n`
  const attribute = attributes({ message: message ?? '', type: type ?? '' })
  return `${head}>\n      <${outcome}${attribute}>${xml(details ?? message ?? '')}</${outcome}>\n    </testcase>\n`
}

const countOutcome = (suites: readonly Suite[], outcome: Outcome): number =>
  suites.flatMap(({ cases }) => cases).filter((one) => one.outcome === outcome).length

const suiteXml = (suite: Suite): string => {
  const { name, cases, properties, output } = suite
  const counts = {
    tests: cases.length,
    failures: countOutcome([suite], 'failure'),
    errors: countOutcome([suite], 'error'),
  }
  const head = attributes({ name, ...counts, skipped: countOutcome([suite], 'skipped'), time: 0 })
  const propertyLines = Object.entries(properties).map(
    ([key, value]) => `      <property${attributes({ name: key, value })}/>\n`,
  )
  return [
    `  <testsuite${head}>\n`,
    propertyLines.length === 0 ? '' : `    <properties>\n${propertyLines.join('')}    </properties>\n`,
    ...cases.map((one) => caseXml(name, one)),
    output.length === 0 ? '' : `    <system-out>${xml(output.join('\n'))}</system-out>\n`,
    '  </testsuite>\n',
  ].join('')
}

/** Formats the document of all suites. */
export const junitXml = (suites: readonly Suite[]): string => {
  const counts = {
    tests: suites.reduce((sum, { cases }) => sum + cases.length, 0),
    failures: countOutcome(suites, 'failure'),
    errors: countOutcome(suites, 'error'),
  }
  const head = attributes({ name: 'casehard', ...counts, time: 0 })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.map(suiteXml).join('')}</testsuites>\n`
}

const linesOf = (entry: Change | Held): string[] => {
  const known = !('cause' in entry) && entry.known ? ', known' : ''
  const verdict = 'cause' in entry ? `held (${entry.cause})` : `to change (${entry.confidence}${known})`
  const hint = 'cause' in entry && entry.hint !== '' ? [`  ${printable(entry.hint)}`] : []
  return [
    `${formatPlace(entry.document, entry.line)}: ${verdict}: ${printable(entry.reason)}`,
    ...hint,
    ...entry.evidence.map((evidence) => `  ${formatEvidence(evidence, entry.document)}`),
  ]
}

const typeOf = (entry: Change | Held | undefined, check: true | undefined): string => {
  if (entry !== undefined && 'cause' in entry) return entry.cause
  return entry?.known ? 'known' : check ? 'would change' : 'changed'
}

/**
 * Builds the case of a control and a target: it fails if there is a change to make that is not known, and is skipped if
 * all are held or known.
 */
const caseOf = (name: string, entries: readonly (Change | Held)[], check: true | undefined): Case => {
  const changes = entries.filter((entry) => !('cause' in entry || entry.known))
  const decisive = changes.length > 0 ? changes : entries
  return {
    name,
    outcome: changes.length > 0 ? 'failure' : 'skipped',
    type: typeOf(decisive[0], check),
    message: [...new Set(decisive.map(({ reason }) => reason))].join('; '),
    details: entries.flatMap(linesOf).join('\n'),
  }
}

const casesOf = ({ changes, held, skipped }: Workload, check: true | undefined): Case[] => {
  const targets = new Map<string, (Change | Held)[]>()
  for (const entry of [...changes, ...held]) {
    const name = entry.container === undefined ? entry.control : `${entry.control}: ${entry.container}`
    targets.set(name, [...(targets.get(name) ?? []), entry])
  }
  const cases = [
    ...[...targets].map(([name, entries]) => caseOf(name, entries, check)),
    ...skipped.map(({ reason }): Case => ({ name: 'pods', outcome: 'skipped', type: 'unknown', message: reason })),
  ]
  return cases.length === 0 ? [{ name: 'all controls' }] : cases
}

const suiteOf = (workload: Workload, check: true | undefined): Suite => {
  const { document, notices } = workload
  const [level] = formatLevels(workload)
  return {
    name: formatTitle(workload),
    cases: casesOf(workload, check),
    properties: {
      ...(document.file === undefined ? {} : { file: document.file }),
      ...(level === undefined ? {} : { level }),
    },
    output: notices.map(
      ({ code, message, line }) => `${formatPlace(document, line ?? document.line)}: ${printable(message)} [${code}]`,
    ),
  }
}

/** Builds the suite of the run itself: it makes sure that there is a case, and carries notices about no workload. */
const runSuite = (report: Report): Suite => {
  const { error, profile, casehard } = report
  const failed: Partial<Case> =
    error === undefined ? {} : { outcome: 'error', type: error.code, message: error.message }
  return {
    name: 'casehard',
    cases: [{ name: 'run', ...failed }],
    properties: { version: casehard, profile },
    output: [
      ...formatHeadline(report),
      ...findGeneralNotices(report).map(({ code, message }) => `${printable(message)} [${code}]`),
    ],
  }
}

/**
 * Formats a report as JUnit XML: a suite for each workload, with a case for each control and target that is not compliant
 * in the input. A change is a failure, because it makes `casehard check` fail; a held change or a skipped workload is
 * skipped, with the reason; a failed run is an error.
 */
export const reportJunit = (report: Report): string =>
  printableLines(
    junitXml([runSuite(report), ...groupWorkloads(report).map((workload) => suiteOf(workload, report.check))]),
  )
