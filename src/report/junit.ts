import type { Change, Held, Report } from '../model.ts'
import { evidenceLine, placeText } from './evidence-line.ts'
import { type Case, junitXml, type Suite } from './junit-xml.ts'
import { printable } from './printable.ts'
import { introOf, levelsOf, titleOf } from './text.ts'
import { generalNotices, groupWorkloads, type Workload } from './workloads.ts'

const linesOf = (entry: Change | Held): string[] => {
  const verdict = 'cause' in entry ? `held (${entry.cause})` : `to change (${entry.confidence})`
  const hint = 'cause' in entry && entry.hint !== '' ? [`  ${printable(entry.hint)}`] : []
  return [
    `${placeText(entry.document, entry.line)}: ${verdict}: ${printable(entry.reason)}`,
    ...hint,
    ...entry.evidence.map((clue) => `  ${evidenceLine(clue, entry.document)}`),
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
