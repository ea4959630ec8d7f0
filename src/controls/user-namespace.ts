import { asList, asObject } from '../kube/pods.ts'
import { hostPathsOf, volumesOf } from '../kube/volumes.ts'
import type { Clue, Control, Json, Judgement, Objection, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { clueAt } from './shared/decisions.ts'
import { kubernetes } from './shared/references.ts'

/** How many user and group ids a pod with a user namespace has (KEP-127). */
const IDS = 65536

const forbiddenBeside = (pod: Pod): Clue[] => [
  ...['hostNetwork', 'hostPID', 'hostIPC']
    .filter((field) => pod.spec[field] === true)
    .map((field) => clueAt(pod, `${pod.pointer}/${field}`, `${field}: true`)),
  ...pod.containers
    .filter(({ value }) => asList(value.volumeDevices).length > 0)
    .map(({ name, pointer }) => clueAt(pod, `${pointer}/volumeDevices`, `volumeDevices in container "${name}"`)),
]

const highIds = (pod: Pod, securityContext: Json | undefined, pointer: string): Clue[] =>
  ['runAsUser', 'runAsGroup', 'fsGroup'].flatMap((field) => {
    const id = asObject(securityContext)[field]
    if (typeof id !== 'number' || id < IDS) return []
    return [clueAt(pod, `${pointer}/securityContext/${field}`, `${field}: ${id}`)]
  })

const unsuitable = (pod: Pod): Clue[] => [
  ...volumesOf(pod)
    .filter(({ value }) => value.nfs !== undefined && value.nfs !== null)
    .map(({ name, pointer }) => clueAt(pod, `${pointer}/nfs`, `volume "${name}" of type nfs`)),
  ...hostPathsOf(pod).map(({ written, pointer }) => clueAt(pod, `${pointer}/hostPath`, `hostPath.path: ${written}`)),
  ...highIds(pod, pod.spec.securityContext, pod.pointer),
  ...pod.containers.flatMap(({ value, pointer }) => highIds(pod, value.securityContext, pointer)),
]

const findObjection = (pod: Pod): Objection | undefined => {
  if (pod.windows)
    return { cause: 'api-rule', reason: 'hostUsers is not for Windows pods', hint: 'leave hostUsers out' }
  const forbidden = forbiddenBeside(pod)
  if (forbidden.length > 0)
    return {
      cause: 'api-rule',
      reason: 'the API server refuses hostUsers: false beside host namespaces and block devices',
      hint: 'take them out of the pod, then set hostUsers: false',
      evidence: forbidden,
    }
  const evidence = unsuitable(pod)
  if (evidence.length > 0)
    return {
      cause: 'evidence',
      reason: `files of the node, NFS volumes and ids from ${IDS} on do not work in a user namespace`,
      hint: 'use other volumes and lower ids, or leave the user namespace off',
      evidence,
    }
  if (pod.spec.hostUsers !== true) return undefined
  return {
    cause: 'deviation',
    reason: 'the manifest asks for the users of the node',
    hint: 'set hostUsers: false if the nodes support user namespaces',
  }
}

const judge = (pod: Pod): Judgement[] => {
  const path = `${pod.pointer}/hostUsers`
  if (pod.spec.hostUsers === false) return [{ path, state: 'compliant' }]
  const asked = pod.spec.hostUsers === true
  const against = findObjection(pod)
  const own = asked ? clueAt(pod, path, 'hostUsers: true') : clueAt(pod, pod.pointer, 'no hostUsers in the pod')
  return [
    {
      path,
      state: asked ? 'decided' : 'open',
      ...(pod.windows ? {} : { operations: setField({ value: pod.spec, pointer: pod.pointer }, ['hostUsers'], false) }),
      reason: 'root in the pod was root on the node',
      evidence: [own],
      confidence: 'assumed',
      ...(against === undefined ? {} : { against }),
    },
  ]
}

const control: Control = {
  id: 'user-namespace',
  title: 'The pod has its own user namespace',
  rationale:
    'In a user namespace of its own, root in the pod is nobody on the node: what breaks out has no rights there. It suits workloads that must stay root.',
  breaks:
    'Pods on nodes without support (Linux before 6.3, an old runtime) stay in ContainerCreating with "failed to create pod sandbox" in their events. Volumes on file systems without idmapped mounts fail to mount, and ids from 65536 on cannot be used.',
  references: [
    kubernetes('User Namespaces', 'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/'),
    kubernetes('KEP-127: Support User Namespaces', 'https://kep.k8s.io/127'),
  ],
  fields: ['/spec/hostUsers'],
  optional: true,
  judge,
}

export default control
