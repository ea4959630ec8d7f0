import type { JsonObject, Report } from '../model.ts'
import { safeJson } from './json.ts'
import { message } from './sarif-result.ts'
import { hasPlace, sarifResults } from './sarif-results.ts'
import { sarifRules } from './sarif-rules.ts'

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
