import type { Change, Held, Report } from '../../model.ts'
import { change, sample } from '../sample-testing.ts'
import { compareReports } from './compare.ts'

/** The field that `inContainer` changes, in the first container. */
export const PATH = '/spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation'

/** A report with only these verdicts. */
export const report = (changes: Change[], holds: Held[] = [], more: Partial<Report> = {}): Report =>
  sample({ changes, held: holds, skipped: [], pods: [], notices: [], ...more })

/** A change of the container at an index. */
export const inContainer = (container: string, index: number, more: Partial<Change> = {}): Change => {
  const path = PATH.replace('/0/', `/${index}/`)
  return change('no-privilege-escalation', container, {
    path,
    operations: [{ op: 'add', path, value: false }],
    ...more,
  })
}

/** What differs, each in short: what it is, its trend, the control and the container. */
export const newsOf = (before: Report, after: Report) =>
  compareReports(before, after).verdicts.map(({ news, trend, control, container }) => [news, trend, control, container])
