import { choosePsp } from '../../controls/index.ts'
import { unknownTemplate } from '../../kube/kinds/unknown.ts'
import { misplacedFields } from '../../kube/pod/misplaced.ts'
import type { PodLocation } from '../../kube/pod/pod.ts'
import type { Exemption } from '../../model.ts'
import { podSecurityLevel } from '../../pod-security/level.ts'
import { EditableObject, isWhole } from '../editable-object.ts'
import type { LocatedObject, ObjectResult, PodResult, RunContext } from '../types.ts'
import { NO_EXEMPTIONS, readRequestedExemptions } from './exemptions.ts'
import { immutableNotices, isImmutable } from './immutable.ts'
import { runControls } from './run-controls.ts'
import { ObjectTarget, PodTarget } from './targets.ts'

/** The result of an object that no control looks at. */
export const unhardened = (object: LocatedObject): ObjectResult => ({
  object: EditableObject.of(object),
  verdicts: [],
  pods: [],
  misplaced: [],
  matched: [],
  notices: [],
  requested: NO_EXEMPTIONS,
})

/** Hardens one pod of an object, and adds what comes of it to the object's result. */
const hardenPod = (
  result: ObjectResult,
  location: PodLocation,
  context: RunContext,
  requested: readonly Exemption[],
): ObjectResult => {
  const target = new PodTarget(result.object, location, context, requested)
  const { pod } = target
  const policy = choosePsp(pod, context.evidence)?.psp.name
  const { matched, ...verdicts } = runControls(target)
  const describePod = (): PodResult => ({
    pointer: location.spec,
    containers: pod.containers.length,
    level: { before: podSecurityLevel(pod), after: podSecurityLevel(target.pod) },
    ...(policy === undefined ? {} : { policy }),
  })
  return {
    ...result,
    verdicts: [...result.verdicts, { ...verdicts, immutable: isImmutable(pod) }],
    pods: isWhole(pod) ? [...result.pods, describePod()] : result.pods,
    misplaced: [...result.misplaced, ...misplacedFields(pod)],
    matched: [...result.matched, ...matched],
    notices: [...result.notices, ...immutableNotices(pod, verdicts.changed)],
  }
}

/** Hardens the pods of one object, and the object itself if controls assess its kind. */
export const hardenObject = (input: LocatedObject, context: RunContext): ObjectResult => {
  const { pods, skipped, local } = input.located
  const result = unhardened(input)
  if (skipped !== undefined) result.skipped = skipped
  if (local) return result
  const views = pods.map((location) => result.object.podAt(location))
  const requested = readRequestedExemptions(input, views, context.options.configuration)
  const target = new ObjectTarget(result.object, input, context, requested.object)
  if (pods.length === 0 && target.controls.length === 0) {
    const reason = skipped ?? unknownTemplate(input, context.options.configuration.kinds)
    return reason === undefined ? result : { ...result, skipped: reason }
  }
  let hardened: ObjectResult = { ...result, requested, notices: requested.notices }
  for (const [i, location] of pods.entries()) hardened = hardenPod(hardened, location, context, requested.pods[i] ?? [])
  if (target.controls.length === 0) return hardened
  const { matched, ...verdicts } = runControls(target)
  return {
    ...hardened,
    verdicts: [...hardened.verdicts, { ...verdicts, immutable: false }],
    matched: [...hardened.matched, ...matched],
  }
}
