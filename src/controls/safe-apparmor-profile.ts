import { evidenceAt, objection } from '../evidence/evidence.ts'
import { asObject, asString } from '../kube/pod/pod.ts'
import { ownField } from '../kube/pod/security-context.ts'
import type { Assessment, Container, Control, Evidence, Operation, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { join } from '../pointer.ts'
import { compliant, containerFields } from './common/assessments.ts'
import { pss } from './common/references.ts'

const FIELD = ['securityContext', 'appArmorProfile', 'type']
const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/'

/** An unsafe profile: evidence for it, and the operations that set RuntimeDefault. */
interface UnsafeProfile {
  evidence: Evidence
  operations: Operation[]
}

const findUnsafeField = (pod: Pod, root: Pick<Container, 'value' | 'pointer'>): UnsafeProfile[] => {
  const type = asString(asObject(ownField(root.value, 'appArmorProfile')).type)
  if (type === undefined || type === 'RuntimeDefault' || type === 'Localhost') return []
  const evidence = evidenceAt(pod, join(root.pointer, ...FIELD), `appArmorProfile.type: ${type}`)
  return [{ evidence, operations: setField(root, FIELD, 'RuntimeDefault') }]
}

const findUnsafeAnnotations = (pod: Pod): (UnsafeProfile & { name: string })[] => {
  const { metadataPointer } = pod
  if (metadataPointer === undefined) return []
  return Object.entries(asObject(pod.metadata.annotations)).flatMap(([key, value]) => {
    if (!key.startsWith(ANNOTATION) || typeof value !== 'string') return []
    if (value === '' || value === 'runtime/default' || value.startsWith('localhost/')) return []
    const path = join(metadataPointer, 'annotations', key)
    const evidence = evidenceAt(pod, path, `annotation ${key}: ${value}`)
    const operations: Operation[] = [{ op: 'replace', path, value: 'runtime/default' }]
    return [{ name: key.slice(ANNOTATION.length), evidence, operations }]
  })
}

const assessUnsafe = (pod: Pod, path: string, unsafe: readonly UnsafeProfile[], container?: Container): Assessment => ({
  ...compliant(path, container),
  state: 'decided',
  ...(pod.windows ? {} : { operations: unsafe.flatMap(({ operations }) => operations) }),
  reason: 'AppArmor was disabled',
  evidence: unsafe.map(({ evidence }) => evidence),
  confidence: 'assumed',
  objection: objection(
    'the manifest disables AppArmor',
    'remove unconfined, or set a localhost profile that allows what the process needs',
    [],
    { cause: 'deviation' },
  ),
})

const assess = (pod: Pod): Assessment[] => {
  const path = join(pod.pointer, ...FIELD)
  const annotations = findUnsafeAnnotations(pod)
  const names = pod.containers.map(({ name }) => name)
  const whole = [...findUnsafeField(pod, { value: pod.spec, pointer: pod.pointer })]
  const strays = annotations.filter(({ name }) => !names.includes(name))
  const each = pod.containers.flatMap((container) => {
    // The API server refuses an annotation and a field that differ, so both of a container change together.
    const unsafe = [...findUnsafeField(pod, container), ...annotations.filter(({ name }) => name === container.name)]
    return unsafe.length === 0 ? [] : [assessUnsafe(pod, join(container.pointer, ...FIELD), unsafe, container)]
  })
  return [
    whole.length + strays.length === 0 ? compliant(path) : assessUnsafe(pod, path, [...whole, ...strays]),
    ...each,
  ]
}

const control: Control = {
  id: 'safe-apparmor-profile',
  title: 'No AppArmor profile is unconfined',
  rationale:
    'The default profile of the runtime prevents a process from mounting file systems and from writing to /proc ' +
    'and /sys. Nodes with AppArmor apply it by default, so unconfined is always explicit.',
  breaks:
    'On nodes with AppArmor: mounts, tracing of other processes, writes to /proc and /sys. The process logs ' +
    '"Permission denied", and the kernel log contains \'apparmor="DENIED"\'.',
  references: [pss('appArmorProfile', 'baseline', '1.0')],
  fields: [`/spec/${FIELD.join('/')}`, ...containerFields(FIELD.join('/')), '/metadata/annotations/*'],
  assess,
}

export default control
