import { findWords, programNames } from '../evidence/commands.ts'
import { asList, asObject } from '../kube/pods.ts'
import {
  addedCapabilities,
  declaredUser,
  droppedCapabilities,
  isDeclaredNonRoot,
  isPrivileged,
  ownField,
  userPointer,
} from '../kube/security-context.ts'
import type { Container, Control, Judgement, Objection, Pod } from '../model.ts'
import { appendItem } from '../patch/operations.ts'
import { addedBeyond, removeAdded } from './shared/capabilities.ts'
import { absent } from './shared/clues.ts'
import { clueAt, compliant, decided } from './shared/decisions.ts'
import { containerFields } from './shared/fields.ts'
import { lowPorts } from './shared/low-ports.ts'
import { cis, nsa, pss } from './shared/references.ts'
import { ROOT_PROGRAMS, SETUID_PROGRAMS } from './shared/root-programs.ts'
import { unsetOnWindows } from './shared/windows.ts'

const DROP = ['securityContext', 'capabilities', 'drop']
const ALL = /^(?:CAP_)?ALL$/i

// The one capability that the Restricted standard lets a container add.
const ALLOWED = ['NET_BIND_SERVICE']

const decision = (pod: Pod, container: Container): Objection | undefined => {
  const { pointer } = container
  if (isPrivileged(container))
    return {
      cause: 'deviation',
      reason: 'the container is privileged, and a privileged container has all capabilities whatever it drops',
      hint: 'remove privileged: true first',
      evidence: [clueAt(pod, `${pointer}/securityContext/privileged`, 'securityContext.privileged: true')],
    }
  const added = addedCapabilities(container)
  // containerd applies `drop: [ALL]` after `add: [ALL]`, so the two together would leave nothing of what was asked for.
  if (added.length === 0 || (droppedCapabilities(container).length > 0 && !added.some((name) => ALL.test(name))))
    return undefined
  return {
    cause: 'deviation',
    reason: `the manifest adds ${added.join(', ')} and keeps the default capabilities beside it`,
    hint: 'add drop: [ALL] if the container needs nothing but what it adds',
    evidence: [clueAt(pod, `${pointer}/securityContext/capabilities/add`, `capabilities.add: ${added.join(', ')}`)],
  }
}

const need = (pod: Pod, container: Container): Objection | undefined => {
  const nonRoot = isDeclaredNonRoot(pod, container)
  const pointer = userPointer(pod, container)
  const evidence = [
    ...(declaredUser(pod, container) === 0 ? [clueAt(pod, pointer, 'securityContext.runAsUser: 0')] : []),
    ...findWords(pod, container, programNames(...(nonRoot ? SETUID_PROGRAMS : ROOT_PROGRAMS))),
    ...(nonRoot ? [] : lowPorts(pod, container)),
  ]
  if (evidence.length === 0) return undefined
  return {
    cause: 'evidence',
    reason: 'the container may need capabilities that root has by default',
    hint: 'give it a non-root runAsUser, or write drop: [ALL] together with add: for those that it needs',
    evidence,
  }
}

const judgeDrop = (pod: Pod, container: Container): Judgement => {
  const path = `${container.pointer}/${DROP.join('/')}`
  const dropped = droppedCapabilities(container)
  if (dropped.includes('ALL')) return compliant(path, container)
  if (pod.windows) return unsetOnWindows(pod, path, 'capabilities.drop', container)
  const list = asList(asObject(ownField(container.value, 'capabilities')).drop)
  const misspelt = list.findIndex((name) => typeof name === 'string' && ALL.test(name))
  if (misspelt !== -1)
    return {
      ...compliant(`${path}/${misspelt}`, container),
      state: 'open',
      operations: [{ op: 'replace', path: `${path}/${misspelt}`, value: 'ALL' }],
      reason: `Kubernetes knows ALL only in capitals, not ${list[misspelt]}`,
      evidence: [clueAt(pod, `${path}/${misspelt}`, `capabilities.drop: ${list[misspelt]}`)],
      confidence: 'likely',
    }
  const against = decision(pod, container) ?? need(pod, container)
  const explicit = clueAt(pod, path, `capabilities.drop: ${dropped.join(', ')}`)
  return {
    ...compliant(path, container),
    state: against?.cause === 'deviation' ? 'decided' : 'open',
    operations: appendItem(container, DROP, 'ALL'),
    reason: 'the container kept capabilities that its runtime grants by default',
    evidence: [dropped.length === 0 ? absent(pod, 'capabilities.drop', container) : explicit],
    confidence: isDeclaredNonRoot(pod, container) ? 'likely' : 'assumed',
    ...(against === undefined ? {} : { against }),
  }
}

const judgeAdd = (pod: Pod, container: Container): Judgement[] => {
  const names = addedBeyond(container, ALLOWED).join(', ')
  if (names === '') return []
  return [
    decided(pod, {
      container,
      path: `${container.pointer}/securityContext/capabilities/add`,
      quote: `capabilities.add: ${names}`,
      reason: `the container had capabilities beyond NET_BIND_SERVICE: ${names}`,
      because: `the manifest asks for ${names}`,
      hint: `remove ${names} from capabilities.add, or exempt the container from this control`,
      operations: removeAdded(container, ALLOWED),
    }),
  ]
}

const control: Control = {
  id: 'drop-capabilities',
  title: 'Every container drops all capabilities and adds none but NET_BIND_SERVICE',
  rationale:
    'A runtime gives root in a container some fourteen capabilities, enough to change owners, open raw sockets and ' +
    'bypass file permissions. A process of another user has none of them anyway, so dropping all costs it nothing.',
  breaks:
    'Images that start as root and step down ("chown: Operation not permitted", "setgroups: Operation not permitted"), ' +
    'root on a port below 1024 ("bind: permission denied"), and binaries with file capabilities, which fail before ' +
    'their first line ("exec ...: operation not permitted").',
  references: [
    pss('capabilities_restricted', 'restricted', '1.22'),
    cis('1.12', '5.2.8'),
    cis('1.12', '5.2.9'),
    cis('1.11', '5.2.10'),
    nsa('Pod security enforcement'),
  ],
  fields: [
    ...containerFields('securityContext/capabilities/drop/**'),
    ...containerFields('securityContext/capabilities/add/**'),
  ],
  judge: (pod) => pod.containers.flatMap((container) => [judgeDrop(pod, container), ...judgeAdd(pod, container)]),
}

export default control
