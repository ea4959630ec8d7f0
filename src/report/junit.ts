import { printable } from '../lib/printable.ts'
import type { Change, Held, Report } from '../model.ts'
import { introOf, levelsOf, titleOf } from './text/text.ts'
import { evidenceLine, placeText } from './words.ts'
import { generalNotices, groupWorkloads, type Workload } from './workloads.ts'

/** What XML 1.0 has no way to write, besides the control characters. */
const NO_XML = /[\ufffe\uffff]/g

/** A text as XML 1.0 content or attribute, with line feeds and nothing else that is invisible. */
const xml = (text: string): string =>
  text
    .split('\n')
    .map(printable)
    .join('\n')
    .replace(NO_XML, '\ufffd')
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

/** Texts of attributes are on one line. */
const attributes = (values: Record<string, string | number>): string =>
  Object.entries(values)
    .map(([key, value]) => ` ${key}="${xml(String(value)).replaceAll('\n', ' ')}"`)
    .join('')

/** How a case ended that did not pass. */
export type Outcome = 'failure' | 'error' | 'skipped'

/** A test case. */
export interface Case {
  name: string
  /** Absent where it passed. */
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
  const said = attributes({ message: message ?? '', type: type ?? '' })
  return `${head}>\n      <${outcome}${said}>${xml(details ?? message ?? '')}</${outcome}>\n    </testcase>\n`
}

const count = (suites: readonly Suite[], outcome: Outcome): number =>
  suites.flatMap(({ cases }) => cases).filter((one) => one.outcome === outcome).length

const suiteXml = (suite: Suite): string => {
  const { name, cases, properties, output } = suite
  const counts = { tests: cases.length, failures: count([suite], 'failure'), errors: count([suite], 'error') }
  const head = attributes({ name, ...counts, skipped: count([suite], 'skipped'), time: 0 })
  const listed = Object.entries(properties).map(
    ([key, value]) => `      <property${attributes({ name: key, value })}/>\n`,
  )
  return [
    `  <testsuite${head}>\n`,
    listed.length === 0 ? '' : `    <properties>\n${listed.join('')}    </properties>\n`,
    ...cases.map((one) => caseXml(name, one)),
    output.length === 0 ? '' : `    <system-out>${xml(output.join('\n'))}</system-out>\n`,
    '  </testsuite>\n',
  ].join('')
}

/** The document of all suites. */
export const junitXml = (suites: readonly Suite[]): string => {
  const counts = {
    tests: suites.reduce((sum, { cases }) => sum + cases.length, 0),
    failures: count(suites, 'failure'),
    errors: count(suites, 'error'),
  }
  const head = attributes({ name: 'casehard', ...counts, time: 0 })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.map(suiteXml).join('')}</testsuites>\n`
}

const linesOf = (entry: Change | Held): string[] => {
  const verdict = 'cause' in entry ? `held (${entry.cause})` : `to change (${entry.confidence})`
  const hint = 'cause' in entry && entry.hint !== '' ? [`  ${printable(entry.hint)}`] : []
  return [
    `${placeText(entry.document, entry.line)}: ${verdict}: ${printable(entry.reason)}`,
    ...hint,
    ...entry.evidence.map((evidence) => `  ${evidenceLine(evidence, entry.document)}`),
  ]
}

/** One case for a control and a target: it fails where anything is to change, and is skipped where all is held. */
const caseOf = (name: string, entries: readonly (Change | Held)[]): Case => {
  const changes = entries.filter((entry) => !('cause' in entry))
  const telling = changes.length > 0 ? changes : entries
  const [first] = entries
  return {
    name,
    outcome: changes.length > 0 ? 'failure' : 'skipped',
    type: changes.length === 0 && first !== undefined && 'cause' in first ? first.cause : 'changed',
    message: [...new Set(telling.map(({ reason }) => reason))].join('; '),
    details: entries.flatMap(linesOf).join('\n'),
  }
}

const casesOf = ({ changes, held, skipped }: Workload): Case[] => {
  const targets = new Map<string, (Change | Held)[]>()
  for (const entry of [...changes, ...held]) {
    const name = entry.container === undefined ? entry.control : `${entry.control}: ${entry.container}`
    targets.set(name, [...(targets.get(name) ?? []), entry])
  }
  const cases = [
    ...[...targets].map(([name, entries]) => caseOf(name, entries)),
    ...skipped.map(({ reason }): Case => ({ name: 'pods', outcome: 'skipped', type: 'unknown', message: reason })),
  ]
  return cases.length === 0 ? [{ name: 'all controls' }] : cases
}

const suiteOf = (workload: Workload): Suite => {
  const { document, notices } = workload
  const [level] = levelsOf(workload)
  return {
    name: titleOf(workload),
    cases: casesOf(workload),
    properties: {
      ...(document.file === undefined ? {} : { file: document.file }),
      ...(level === undefined ? {} : { level }),
    },
    output: notices.map(
      ({ code, message, line }) => `${placeText(document, line ?? document.line)}: ${printable(message)} [${code}]`,
    ),
  }
}

/** The run itself: it passes unless it failed, so that there is always a case, and carries what is about no workload. */
const runSuite = (report: Report): Suite => {
  const { error, profile, casehard } = report
  const failed: Partial<Case> =
    error === undefined ? {} : { outcome: 'error', type: error.code, message: error.message }
  return {
    name: 'casehard',
    cases: [{ name: 'run', ...failed }],
    properties: { version: casehard, profile },
    output: [
      ...introOf(report),
      ...generalNotices(report).map(({ code, message }) => `${printable(message)} [${code}]`),
    ],
  }
}

/**
 * A report as JUnit XML: a suite for each workload, in it a case for each control and target that is not as it should
 * be in the input. What is to change is a failure, as it makes `casehard check` fail; what is held, and what is left
 * alone, is skipped, with the reason; a run that failed is an error.
 */
export const reportJunit = (report: Report): string =>
  junitXml([runSuite(report), ...groupWorkloads(report).map(suiteOf)])
