/** A finding of `casehard check` without lines and positions, so that it is the same when something else changes. */
export interface KnownFinding {
  /** The standard that forbids it; absent where hardening would change it. */
  standard?: string
  /** The standard's id of what forbids it, or the control that would change it. */
  check: string
  kind: string
  namespace?: string
  name: string
  container?: string
  /** The field without positions, e.g. `spec.containers[app].securityContext`. */
  field: string
  /** What tells items of one list apart, where the field is in such a one. */
  item?: string
}
