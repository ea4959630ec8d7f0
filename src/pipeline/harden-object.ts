import { locatePods } from '../kube/locate.ts'
import { type Misplaced, misplacedFields } from '../kube/misplaced.ts'
import { podSecurityLevel } from '../kube/pod-security.ts'
import type { Pod, PodEntry, StreamObject } from '../model.ts'
import type { ExemptionTarget } from '../profile/exemptions.ts'
import { type Asked, exemptionsAsked, NOTHING_ASKED, type PlacedNotice } from './annotations.ts'
import { immutableNotices, isImmutable } from './immutable.ts'
import { objectBench } from './object-bench.ts'
import { isWhole, podBench, viewOf } from './pod-bench.ts'
import type { Ruling } from './ruling.ts'
import { type Outcome, Subject, settle } from './settle.ts'
import { unknownTemplate } from './unknown-template.ts'

/** All that was found out about one object; the object itself is hardened in `subject`. */
export interface ObjectOutcome {
  subject: Subject
  outcomes: (Outcome & { immutable: boolean })[]
  pods: { pointer: string; containers: number; level: PodEntry['level']; policy?: string }[]
  skipped?: string
  misplaced: Misplaced[]
  /** What exemptions match, so that the idle ones can be told. */
  exempt: ExemptionTarget[]
  notices: PlacedNotice[]
  /** The exemptions that it asks for itself. */
  asked: Asked
}

/** The outcome of an object that no control looked at. */
export const untouched = (object: StreamObject): ObjectOutcome => ({
  subject: new Subject(object.resource, object.at.pointer, object.value),
  outcomes: [],
  pods: [],
  misplaced: [],
  exempt: [],
  notices: [],
  asked: NOTHING_ASKED,
})

/** Hardens the pods of one object, or the object itself where controls judge its kind; the rest comes back as it is. */
export const hardenObject = (object: StreamObject, ruling: Ruling): ObjectOutcome => {
  const { configuration } = ruling.options
  const { pods, skipped, local } = locatePods(object, configuration.kinds)
  const found = untouched(object)
  const { subject } = found
  if (skipped !== undefined) found.skipped = skipped
  if (local) return found
  const views = pods.map((location) => viewOf(subject, location))
  const asked = exemptionsAsked(object, views, configuration)
  const bench = objectBench(subject, object, ruling, found.exempt, asked.object)
  const isJudged = pods.length > 0 || bench.controls.length > 0
  if (isJudged) {
    found.notices.push(...asked.notices)
    found.asked = asked
  }
  for (const [i, location] of pods.entries()) {
    const pod = views[i] as Pod
    found.misplaced.push(...misplacedFields(pod))
    const before = podSecurityLevel(pod)
    const policy = ruling.policyOf(pod, ruling.context)
    const outcome = settle(podBench(subject, location, ruling, found.exempt, asked.pods[i] ?? []))
    found.outcomes.push({ ...outcome, immutable: isImmutable(pod) })
    found.notices.push(...immutableNotices(pod, outcome.changed))
    if (!isWhole(pod)) continue
    found.pods.push({
      pointer: location.spec,
      containers: pod.containers.length,
      level: { before, after: podSecurityLevel(viewOf(subject, location)) },
      ...(policy === undefined ? {} : { policy }),
    })
  }
  if (bench.controls.length > 0) found.outcomes.push({ ...settle(bench), immutable: false })
  if (!isJudged && skipped === undefined) {
    const reason = unknownTemplate(object)
    if (reason !== undefined) found.skipped = reason
  }
  return found
}
