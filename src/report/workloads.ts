import type { Change, DocumentRef, Held, Notice, PodEntry, Report, Resource, Skipped } from '../model.ts'

/** The entries of a report about one object. */
export interface Workload {
  document: DocumentRef
  resource: Resource
  changes: Change[]
  held: Held[]
  skipped: Skipped[]
  pods: PodEntry[]
  notices: Notice[]
}

const LISTS = ['pods', 'changes', 'held', 'skipped', 'notices'] as const

/** Groups the entries of a report by object, in the order of the input, without notices about no object. */
export const groupWorkloads = (report: Report): Workload[] => {
  const found = new Map<string, Workload>()
  const files: (string | undefined)[] = []
  for (const list of LISTS) {
    for (const entry of report[list]) {
      const { document, resource } = entry
      if (document === undefined || resource === undefined) continue
      if (!files.includes(document.file)) files.push(document.file)
      const key = JSON.stringify([
        document.file,
        document.index,
        resource.apiVersion,
        resource.kind,
        resource.namespace,
        resource.name,
      ])
      const workload = found.get(key) ?? {
        document,
        resource,
        changes: [],
        held: [],
        skipped: [],
        pods: [],
        notices: [],
      }
      found.set(key, workload)
      const entries: unknown[] = workload[list]
      entries.push(entry)
    }
  }
  const rank = ({ document }: Workload): number => files.indexOf(document.file)
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || a.document.index - b.document.index)
}

/** Returns the notices about no object. */
export const findGeneralNotices = (report: Report): Notice[] =>
  report.notices.filter(({ document, resource }) => document === undefined || resource === undefined)
