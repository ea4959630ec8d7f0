import { declaredUser, ownField, userPointer } from '../kube/security-context.ts'
import { isWritable } from '../kube/shape.ts'
import type { Clue, Container, Control, Json, Judgement, Pod } from '../model.ts'
import { type Rooted, setField } from '../patch/operations.ts'
import { join } from '../patch/pointer.ts'
import { absent } from './shared/clues.ts'
import { clueAt, compliant, decided } from './shared/decisions.ts'
import { containerFields } from './shared/fields.ts'
import { cis, nsa, pss } from './shared/references.ts'
import { rootEvidence } from './shared/root-evidence.ts'
import { rootOnWindows } from './shared/windows.ts'

const STEPS = ['securityContext', 'runAsNonRoot']

/** A container, what it says itself, who runs it as far as the manifest knows, and what shows that this is root. */
interface Member {
  container: Container
  own: Json | undefined
  user: number | undefined
  clues: Clue[]
}

const rootOf = (pod: Pod): Rooted => ({ value: pod.spec, pointer: pod.pointer })

const membersOf = (pod: Pod): Member[] => {
  const members = pod.containers.map((container): Member => {
    const user = declaredUser(pod, container)
    const own = ownField(container.value, 'runAsNonRoot')
    return { container, own, user, clues: user === undefined && own !== true ? rootEvidence(pod, container) : [] }
  })
  const shared = pod.spec.shareProcessNamespace === true
  if (!shared || !members.some(({ user, clues }) => user === 0 || clues.length > 0)) return members
  // To signal or inspect the processes of a root container it takes root too.
  const clue = clueAt(pod, join(pod.pointer, 'shareProcessNamespace'), 'shareProcessNamespace: true beside root')
  return members.map((member) =>
    member.user === undefined && member.own !== true && member.clues.length === 0
      ? { ...member, clues: [clue] }
      : member,
  )
}

const rootUser = (pod: Pod, container?: Container): Judgement[] => {
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

const explicitFalse = (pod: Pod, users: readonly (number | undefined)[], container?: Container): Judgement => {
  const root = container ?? rootOf(pod)
  return decided(pod, {
    ...(container === undefined ? {} : { container }),
    path: join(root.pointer, ...STEPS),
    quote: 'securityContext.runAsNonRoot: false',
    reason: 'the process was free to run as root',
    because: 'the manifest allows root on purpose',
    hint: 'give the container a numeric runAsUser other than 0, then set runAsNonRoot: true',
    operations: users.includes(0) ? [] : setField(root, STEPS, true),
  })
}

const unset = (pod: Pod, members: readonly Member[], container?: Container): Judgement => {
  const root = container ?? rootOf(pod)
  const clues = members.flatMap((member) => member.clues)
  const users = members.map((member) =>
    member.user === undefined
      ? absent(pod, 'runAsUser', member.container)
      : clueAt(pod, userPointer(pod, member.container), `securityContext.runAsUser: ${member.user}`),
  )
  return {
    ...compliant(join(root.pointer, ...STEPS), container),
    state: 'open',
    operations: setField(root, STEPS, true),
    reason: 'the process was free to run as root',
    evidence: [
      absent(pod, 'runAsNonRoot', container),
      ...new Map(users.map((clue) => [clue.at?.pointer, clue])).values(),
    ],
    confidence: members.length > 0 && members.every(({ user }) => user !== undefined) ? 'proven' : 'assumed',
    ...(clues.length === 0
      ? {}
      : {
          against: {
            cause: 'evidence',
            reason: 'the container seems to run as root',
            hint: 'give it a numeric runAsUser other than 0 if it can do without root',
            evidence: clues,
          },
        }),
  }
}

const judge = (pod: Pod): Judgement[] => {
  const whole = ownField(pod.spec, 'runAsNonRoot')
  const path = join(pod.pointer, ...STEPS)
  const members = membersOf(pod)
  const inheriting = members.filter(({ own }) => own === undefined)
  const explicit = members.flatMap(({ container, own, user }) => {
    if (own === undefined) return []
    if (own === true) return [compliant(join(container.pointer, ...STEPS), container)]
    return [explicitFalse(pod, [user], container)]
  })
  const users = inheriting.map(({ user }) => user)
  const pods = whole === undefined ? [] : [whole === true ? compliant(path) : explicitFalse(pod, users)]
  if (pod.windows) {
    const open = whole === undefined && (members.length === 0 || inheriting.length > 0)
    return [...pods, ...explicit, ...(open ? [rootOnWindows(pod, path)] : [])]
  }
  const roots = [rootUser(pod), ...members.map(({ container }) => rootUser(pod, container))].flat()
  const given = [...roots, ...pods, ...explicit]
  const asking = inheriting.filter(({ user }) => user !== 0)
  if (whole !== undefined || (asking.length === 0 && members.length > 0)) return given
  const differ = members.some(
    ({ own, user, clues }) => own === false || (own === undefined && (user === 0 || clues.length > 0)),
  )
  if (members.length === 0 || (!differ && isWritable(pod, path))) return [...given, unset(pod, asking)]
  return [...given, ...asking.map((member) => unset(pod, [member], member.container))]
}

const control: Control = {
  id: 'run-as-non-root',
  title: 'No container runs as root',
  rationale:
    'Root in a container is root of the node as soon as it breaks out, and inside it may change every file of the image. ' +
    'The flag makes the kubelet refuse to start a container whose user is root; it chooses no user itself.',
  breaks:
    'Images whose user is root, or has a name instead of a number, unless runAsUser is set: the pod stays in ' +
    'CreateContainerConfigError with "container has runAsNonRoot and image will run as root" or "image has ' +
    'non-numeric user".',
  references: [
    pss('runAsNonRoot', 'restricted', '1.0'),
    pss('runAsUser', 'restricted', '1.23'),
    cis('1.12', '5.2.7'),
    cis('1.11', '5.2.7'),
    nsa('Non-root containers'),
  ],
  fields: [`/spec/${STEPS.join('/')}`, ...containerFields(STEPS.join('/'))],
  judge,
}

export default control
