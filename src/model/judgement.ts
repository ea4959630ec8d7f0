import type { Clue } from './evidence.ts'
import type { Operation } from './operation.ts'

/** proven: evidence shows that it works; likely; assumed: nothing speaks against it and nothing for it. */
export type Confidence = 'proven' | 'likely' | 'assumed'

/** Why a change is held: somebody's decision, evidence of need, an exemption, the API's own rules, the profile's stance. */
export type Cause = 'deviation' | 'evidence' | 'exemption' | 'api-rule' | 'stance'

/** What one control finds at one target and path, before stance and exemptions turn it into a verdict. */
export interface Judgement {
  /** Name of the container; absent where the whole pod is meant. */
  container?: string
  /** Pointer to the field in question, rooted at the document. */
  path: string
  /** `compliant`: as hard as asked. `open`: unset or a spelled-out default. `decided`: somebody chose otherwise. */
  state: 'compliant' | 'open' | 'decided'
  /** What makes it compliant; for `decided` what `enforce` would do. Absent where no operation is known. */
  operations?: Operation[]
  /** Why it is changed: lower case, no period, e.g. `the root filesystem was writable`. */
  reason?: string
  evidence?: Clue[]
  confidence?: Confidence
  /** What speaks against the change. `api-rule` holds even under `enforce`. */
  against?: Objection
}

/** What speaks against a change, so that it is held instead of made. */
export interface Objection {
  cause: 'deviation' | 'evidence' | 'api-rule'
  reason: string
  /** What the reader can do about it. */
  hint: string
  evidence?: Clue[]
  /** True where not even `enforce` may override it, although no API rule forbids it. */
  final?: true
}
