import { evidenceAt } from '../../evidence/evidence.ts'
import { uniqueEvidence } from '../../evidence/text/text.ts'
import { isWritable } from '../../kube/pod/pod.ts'
import { ownField, userPointer } from '../../kube/pod/security-context.ts'
import type { Assessment, Confidence, Container, Control, Evidence, EvidenceContext, Pod } from '../../model.ts'
import type { Rooted } from '../../patch/operations.ts'
import { join } from '../../pointer.ts'
import { assessDecision, assessRootOnWindows, compliant, quoteAbsence } from '../common/assessments.ts'
import { cis, nsa, pss } from '../common/references.ts'
import { USER_FIELDS, userOperations } from './operations.ts'
import { type Plan, planUsers } from './plan.ts'

const FLAG = ['securityContext', 'runAsNonRoot']

const podRoot = (pod: Pod): Rooted => ({ value: pod.spec, pointer: pod.pointer })

/** Explicitly root: `runAsUser: 0` in the pod or in a container. */
const assessRootUser = (pod: Pod, container?: Container): Assessment[] => {
  const root = container ?? podRoot(pod)
  if (ownField(root.value, 'runAsUser') !== 0) return []
  return [
    assessDecision(pod, {
      ...(container === undefined ? {} : { container }),
      path: join(root.pointer, 'securityContext', 'runAsUser'),
      quote: 'securityContext.runAsUser: 0',
      reason: 'the container runs as root',
      holdReason: 'the manifest sets runAsUser: 0, and no other user is known to work',
      hint: "replace 0 with the user that owns the image's files",
    }),
  ]
}

/** Explicitly allowed root: `runAsNonRoot: false` in the pod or in a container. */
const assessAllowedRoot = (pod: Pod, plans: readonly Plan[], container?: Container): Assessment => {
  const root = container ?? podRoot(pod)
  const isBlocked = plans.some(({ current, blocked }) => blocked || current.declared === 0)
  const fitsRoot = container !== undefined || plans.every(({ user }) => user === undefined)
  return assessDecision(pod, {
    ...(container === undefined ? {} : { container }),
    path: join(root.pointer, ...FLAG),
    quote: 'securityContext.runAsNonRoot: false',
    reason: 'the container may run as root',
    holdReason: 'the manifest sets runAsNonRoot: false',
    hint: 'set a numeric runAsUser other than 0, then set runAsNonRoot: true',
    operations: isBlocked || !fitsRoot ? [] : userOperations(pod, plans, container),
  })
}

/** The flag is set: already non-root if it is true, else explicitly allowed root. */
const assessSetFlag = (pod: Pod, plans: readonly Plan[], container?: Container): Assessment => {
  const root = container ?? podRoot(pod)
  return ownField(root.value, 'runAsNonRoot') === true
    ? compliant(join(root.pointer, ...FLAG), container)
    : assessAllowedRoot(pod, plans, container)
}

const quoteUser = (pod: Pod, { current }: Plan): Evidence =>
  current.declared === undefined
    ? quoteAbsence(pod, 'runAsUser', current.container)
    : evidenceAt(pod, userPointer(pod, current.container), `securityContext.runAsUser: ${current.declared}`)

const lowestConfidence = (plans: readonly Plan[]): Confidence =>
  (['assumed', 'likely'] as const).find((grade) => plans.some(({ confidence }) => confidence === grade)) ??
  (plans.length === 0 ? 'assumed' : 'proven')

/** Known or unknown user, flag unset: writes the flag, and the user if the plans name one. */
const assessUnsetFlag = (pod: Pod, plans: readonly Plan[], container?: Container): Assessment => {
  const root = container ?? podRoot(pod)
  const flag = ownField(root.value, 'runAsNonRoot')
  const path = join(root.pointer, ...FLAG)
  const objection = plans.find((plan) => plan.objection !== undefined)?.objection
  const operations = plans.some(({ blocked }) => blocked) ? [] : userOperations(pod, plans, container)
  return {
    ...compliant(path, container),
    state: 'open',
    ...(operations.length === 0 ? {} : { operations }),
    reason: 'the container may run as root',
    evidence: uniqueEvidence([
      flag === undefined
        ? quoteAbsence(pod, 'runAsNonRoot', container)
        : evidenceAt(pod, path, `securityContext.runAsNonRoot: ${JSON.stringify(flag)}`),
      ...plans.flatMap((plan) => [quoteUser(pod, plan), ...plan.evidence]),
    ]),
    confidence: lowestConfidence(plans),
    ...(objection === undefined ? {} : { objection }),
  }
}

/** Whether one flag in the pod fits all containers: no container conflicts with it, and all get the same user. */
const fitsPod = (pod: Pod, plans: readonly Plan[], unset: readonly Plan[]): boolean => {
  if (!isWritable(pod, join(pod.pointer, ...FLAG))) return false
  const conflicts = plans.some(
    ({ current: { flag, declared }, objection }) =>
      flag === false || (flag === undefined && (declared === 0 || objection !== undefined)),
  )
  const ids = new Set(unset.map(({ user, group }) => `${user} ${group}`))
  if (conflicts || ids.size > 1) return false
  if (unset[0]?.user === undefined) return true
  // The pod's ids would add to those of a container: a group to its user, or a user to its group.
  const setsNoId = ({ current: { container } }: Plan): boolean =>
    ownField(container.value, 'runAsUser') === undefined && ownField(container.value, 'runAsGroup') === undefined
  return unset.length === plans.length && plans.every(setsNoId)
}

/** Containers without a flag of their own in a pod without one: one flag in the pod if it fits, else one in each. */
const assessUnset = (pod: Pod, plans: readonly Plan[]): Assessment[] => {
  const inheriting = plans.filter(({ current }) => current.flag === undefined)
  if (pod.windows)
    return plans.length === 0 || inheriting.length > 0 ? [assessRootOnWindows(pod, join(pod.pointer, ...FLAG))] : []
  const unset = inheriting.filter(({ current }) => current.declared !== 0)
  if (plans.length === 0) return [assessUnsetFlag(pod, [])]
  if (unset.length === 0) return []
  if (fitsPod(pod, plans, unset)) return [assessUnsetFlag(pod, unset)]
  return unset.map((plan) => assessUnsetFlag(pod, [plan], plan.current.container))
}

/**
 * Sets `runAsNonRoot: true`, in the pod or in each container, and beside it a user, group, `fsGroup` and port sysctl if
 * facts about the image name a user that works. Leaves alone an explicit `runAsUser: 0` and `runAsNonRoot: false`.
 * Held by signs of root, by an image for which no non-root user is known, and by what the new user could not do.
 */
const assess = (pod: Pod, context: EvidenceContext): Assessment[] => {
  const plans = planUsers(pod, context)
  const inheriting = plans.filter(({ current }) => current.flag === undefined)
  const isPodSet = ownField(pod.spec, 'runAsNonRoot') !== undefined
  const explicitlyRoot = pod.windows ? [] : [undefined, ...pod.containers].flatMap((one) => assessRootUser(pod, one))
  const podFlag = isPodSet ? [assessSetFlag(pod, inheriting)] : []
  const containerFlags = plans
    .filter(({ current }) => current.flag !== undefined)
    .map((plan) => assessSetFlag(pod, [plan], plan.current.container))
  const unset = isPodSet ? [] : assessUnset(pod, plans)
  return [...explicitlyRoot, ...podFlag, ...containerFlags, ...unset]
}

const control: Control = {
  id: 'run-as-non-root',
  title: 'No container runs as root',
  rationale:
    'Root in a container is root on the node if it escapes, and it can change all files of the image. With the ' +
    'flag the kubelet refuses to start a container whose user is root; the flag does not set a user. A user is ' +
    'only written if facts about the image name one that works.',
  breaks:
    'Images whose user is root, or a name instead of a number, unless runAsUser is set: the pod stays in ' +
    'CreateContainerConfigError with "container has runAsNonRoot and image will run as root" or "image has ' +
    'non-numeric user". A new user cannot access files of the image or of a volume that belong to root ' +
    '("Permission denied"), open ports below 1024 ("bind: permission denied"), or run chown, su and gosu ' +
    '("Operation not permitted").',
  references: [
    pss('runAsNonRoot', 'restricted', '1.0'),
    pss('runAsUser', 'restricted', '1.23'),
    cis('1.12', '5.2.7'),
    cis('1.11', '5.2.7'),
    nsa('Non-root containers'),
  ],
  fields: USER_FIELDS,
  assess,
}

export default control
