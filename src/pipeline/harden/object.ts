import { choosePolicy } from '../../controls/index.ts'
import { unknownTemplate } from '../../kube/kinds/unknown.ts'
import { locatePods } from '../../kube/pod/locate.ts'
import { misplacedFields } from '../../kube/pod/misplaced.ts'
import type { InputObject, Pod } from '../../model.ts'
import { podSecurityLevel } from '../../pod-security/level.ts'
import { type ObjectOutcome, type Ruling, Subject } from '../types.ts'
import { NO_EXEMPTIONS, readRequestedExemptions } from './exemptions.ts'
import { settle } from './fixpoint.ts'
import { immutableNotices, isImmutable } from './immutable.ts'
import { isWhole, objectBench, podBench, viewOf } from './targets.ts'

/** The outcome of an object that no control looked at. */
export const untouched = (object: InputObject): ObjectOutcome => ({
  subject: new Subject(object.resource, object.at.pointer, object.value),
  outcomes: [],
  pods: [],
  misplaced: [],
  exempt: [],
  notices: [],
  asked: NO_EXEMPTIONS,
})

/** Hardens the pods of one object, or the object itself where controls judge its kind; the rest comes back as it is. */
export const hardenObject = (object: InputObject, ruling: Ruling): ObjectOutcome => {
  const { configuration } = ruling.options
  const { pods, skipped, local } = locatePods(object, configuration.kinds)
  const found = untouched(object)
  const { subject } = found
  if (skipped !== undefined) found.skipped = skipped
  if (local) return found
  const views = pods.map((location) => viewOf(subject, location))
  const asked = readRequestedExemptions(object, views, configuration)
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
    const policy = choosePolicy(pod, ruling.context)?.psp.name
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
