import type { DocumentRef, Resource } from '../model.ts'

/** One place in the input that a standard forbids; `line` is that of the place, or of what stands around it. */
export interface Finding {
  /** The standard with the version that was judged by, as `--standard` takes it: `pss:restricted@v1.37`. */
  standard: string
  /** The standard's own id: of Kubernetes' check for Pod Security, the number of the recommendation for CIS. */
  check: string
  document: DocumentRef
  resource: Resource
  /** Absent where no container is meant. */
  container?: string
  /** Pointer rooted at the document; it may name a field that is missing. */
  path: string
  line: number
  /** Lower case, no period: what is wrong there. */
  reason: string
}

/** What a check by standards found, in the order of the standards that were asked for, then of the stream. */
export interface Findings {
  findings: Finding[]
}
