import { evidenceAt } from '../../evidence/evidence-at.ts'
import { uniqueEvidence } from '../../evidence/text/text.ts'
import { ownField, userPointer } from '../../kube/pod/security-context.ts'
import { isWritable } from '../../kube/pod/shape.ts'
import type { Assessment, Confidence, Container, Control, Evidence, EvidenceContext, Pod } from '../../model.ts'
import type { Rooted } from '../../patch/operations.ts'
import { join } from '../../pointer.ts'
import { absent, compliant, decided } from '../common/assessments.ts'
import { cis, nsa, pss } from '../common/references.ts'
import { rootOnWindows } from '../common/windows.ts'
import { USER_FIELDS, userOperations } from './operations.ts'
import { type Plan, plansOf } from './plan.ts'

const STEPS = ['securityContext', 'runAsNonRoot']

const rootOf = (pod: Pod): Rooted => ({ value: pod.spec, pointer: pod.pointer })

const rootUser = (pod: Pod, container?: Container): Assessment[] => {
  const root = container ?? rootOf(pod)
  if (ownField(root.value, 'runAsUser') !== 0) return []
  return [
    decided(pod, {
      ...(container === undefined ? {} : { container }),
      path: join(root.pointer, 'securityContext', 'runAsUser'),
      quote: 'securityContext.runAsUser: 0',
      reason: 'the process ran as root',
      because: 'the manifest asks for root, and no other user is known to work',
      hint: "replace 0 with the user that the image's files belong to",
    }),
  ]
}

/** The user of a container as the manifest says it, or that it does not. */
const userClue = (pod: Pod, { member }: Plan): Evidence =>
  member.declared === undefined
    ? absent(pod, 'runAsUser', member.container)
    : evidenceAt(pod, userPointer(pod, member.container), `securityContext.runAsUser: ${member.declared}`)

const weakest = (plans: readonly Plan[]): Confidence =>
  (['assumed', 'likely'] as const).find((grade) => plans.some(({ confidence }) => confidence === grade)) ??
  (plans.length === 0 ? 'assumed' : 'proven')

const open = (pod: Pod, plans: readonly Plan[], container?: Container): Assessment => {
  const root = container ?? rootOf(pod)
  const flag = ownField(root.value, 'runAsNonRoot')
  const path = join(root.pointer, ...STEPS)
  const objection = plans.find((plan) => plan.against !== undefined)?.against
  const operations = plans.some(({ hopeless }) => hopeless) ? [] : userOperations(pod, plans, container)
  const evidence = plans.flatMap((plan) => [userClue(pod, plan), ...plan.evidence])
  const words = `securityContext.runAsNonRoot: ${JSON.stringify(flag)}`
  return {
    ...compliant(path, container),
    state: 'open',
    ...(operations.length === 0 ? {} : { operations }),
    reason: 'the process was free to run as root',
    evidence: uniqueEvidence([
      flag === undefined ? absent(pod, 'runAsNonRoot', container) : evidenceAt(pod, path, words),
      ...evidence,
    ]),
    confidence: weakest(plans),
    ...(objection === undefined ? {} : { objection }),
  }
}

/** The image itself proves that the flag takes nothing away: whoever wrote `false` wrote what changes nothing. */
const isMoot = ({ member, confidence, against: objection, user }: Plan): boolean =>
  member.image !== undefined && confidence === 'proven' && objection === undefined && user === undefined

const explicitFalse = (pod: Pod, plans: readonly Plan[], container?: Container): Assessment => {
  if (plans.length > 0 && plans.every(isMoot)) return open(pod, plans, container)
  const root = container ?? rootOf(pod)
  const isHopeless = plans.some(({ member, hopeless }) => hopeless || member.declared === 0)
  const isShared = container !== undefined || plans.every(({ user }) => user === undefined)
  return decided(pod, {
    ...(container === undefined ? {} : { container }),
    path: join(root.pointer, ...STEPS),
    quote: 'securityContext.runAsNonRoot: false',
    reason: 'the process was free to run as root',
    because: 'the manifest allows root on purpose',
    hint: 'give the container a numeric runAsUser other than 0, then set runAsNonRoot: true',
    operations: isHopeless || !isShared ? [] : userOperations(pod, plans, container),
  })
}

/** Whether all containers can be told at once, in the pod: none contradicts, and all are to have the same user. */
const isOneForAll = (pod: Pod, plans: readonly Plan[], asking: readonly Plan[]): boolean => {
  if (!isWritable(pod, join(pod.pointer, ...STEPS))) return false
  const differ = plans.some(
    ({ member: { own, declared }, against: objection }) =>
      own === false || (own === undefined && (declared === 0 || objection !== undefined)),
  )
  const users = new Set(asking.map(({ user, group }) => `${user} ${group}`))
  if (differ || users.size > 1) return false
  const [first] = asking
  if (first?.user === undefined) return true
  // What a container says of itself the pod would add to: its user would get a group, or its group a user.
  const isBare = ({ member: { container } }: Plan): boolean =>
    ownField(container.value, 'runAsUser') === undefined && ownField(container.value, 'runAsGroup') === undefined
  return asking.length === plans.length && plans.every(isBare)
}

const assess = (pod: Pod, context: EvidenceContext): Assessment[] => {
  const whole = ownField(pod.spec, 'runAsNonRoot')
  const path = join(pod.pointer, ...STEPS)
  const plans = plansOf(pod, context)
  const inheriting = plans.filter(({ member }) => member.own === undefined)
  const explicit = plans.flatMap((plan) => {
    const { own, container } = plan.member
    if (own === undefined) return []
    if (own === true) return [compliant(join(container.pointer, ...STEPS), container)]
    return [explicitFalse(pod, [plan], container)]
  })
  const pods = whole === undefined ? [] : [whole === true ? compliant(path) : explicitFalse(pod, inheriting)]
  if (pod.windows) {
    const isOpen = whole === undefined && (plans.length === 0 || inheriting.length > 0)
    return [...pods, ...explicit, ...(isOpen ? [rootOnWindows(pod, path)] : [])]
  }
  const roots = [rootUser(pod), ...pod.containers.map((container) => rootUser(pod, container))].flat()
  const given = [...roots, ...pods, ...explicit]
  const asking = inheriting.filter(({ member }) => member.declared !== 0)
  if (whole !== undefined || (asking.length === 0 && plans.length > 0)) return given
  if (plans.length === 0 || isOneForAll(pod, plans, asking)) return [...given, open(pod, asking)]
  return [...given, ...asking.map((plan) => open(pod, [plan], plan.member.container))]
}

const control: Control = {
  id: 'run-as-non-root',
  title: 'No container runs as root',
  rationale:
    'Root in a container is root of the node as soon as it breaks out, and inside it may change every file of the image. ' +
    'The flag makes the kubelet refuse to start a container whose user is root; it chooses no user itself. A user is ' +
    'set beside it only where facts about the image name one that works, never an invented number.',
  breaks:
    'Images whose user is root, or has a name instead of a number, unless runAsUser is set: the pod stays in ' +
    'CreateContainerConfigError with "container has runAsNonRoot and image will run as root" or "image has ' +
    'non-numeric user". Under another user than before: files of the image or of a volume that belong to root ' +
    '("Permission denied"), ports below 1024 ("bind: permission denied"), chown, su and gosu ("Operation not permitted").',
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
