import type { Finding } from '../kube/pod-security-check.ts'
import type { Context, Pod, StreamObject } from '../model.ts'

/** A place that a standard forbids, by the standard's own id of what forbids it. */
export interface Violation extends Finding {
  check: string
  /** What is wrong there: lower case, no period. */
  reason: string
}

/** What one version of a standard says of pods, and of objects of other kinds. */
export interface Judge {
  pod(pod: Pod, context: Context): Violation[]
  object(object: StreamObject, context: Context): Violation[]
}

/** A standard by which manifests can be judged. */
export interface Standard {
  /** As `--standard` takes it, without a version. */
  name: string
  /** From the oldest to the newest; the last one is `latest`. */
  versions: readonly string[]
  judgeFor(version: string): Judge
}

/** What a clause asks for and who breaks it; the same in every version of a standard that has the clause. */
export interface Rule {
  /** The end of a sentence that says what was found: lower case, no period. */
  asks: string
  pod?(pod: Pod, context: Context): Finding[]
  object?(object: StreamObject, context: Context): Finding[]
}
