import type { Notice, Report } from '../../src/model.ts'
import { findGeneralNotices, groupWorkloads, type Workload } from '../../src/report/workloads.ts'

/** Which verdicts a reader wants to see. */
export interface ViewRequest {
  /** `changed` or `held`; empty for all. */
  verdict: string
  /** At most this many objects. */
  most: number
}

/** The part of a report that is shown. A whole report of large manifests takes long to copy from the worker to the page. */
export interface View extends ViewRequest {
  workloads: Workload[]
  /** Number of objects that are left out. */
  rest: number
  /** The first notices about no object. */
  notices: Notice[]
}

/** What a report comes to. */
export interface Overview {
  summary: Report['summary']
  /** Number of pods that meet Pod Security `restricted`. */
  restricted: { before: number; after: number }
}

/** More notices are not shown. */
const MOST_NOTICES = 200

const isShown = (verdict: string, { changes, held }: Workload): boolean =>
  verdict === '' || (verdict === 'changed' ? changes : held).length > 0

/** Returns the first objects of a report with such verdicts. */
export const viewOf = (report: Report, { verdict, most }: ViewRequest): View => {
  const workloads = groupWorkloads(report).filter((workload) => isShown(verdict, workload))
  return {
    verdict,
    most,
    workloads: workloads.slice(0, most),
    rest: Math.max(0, workloads.length - most),
    notices: findGeneralNotices(report).slice(0, MOST_NOTICES),
  }
}

/** Counts what a report says. */
export const overviewOf = ({ summary, pods }: Report): Overview => {
  const restricted = (when: 'before' | 'after') => pods.filter(({ level }) => level[when] === 'restricted').length
  return { summary, restricted: { before: restricted('before'), after: restricted('after') } }
}
