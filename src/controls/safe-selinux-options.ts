import { asObject } from '../kube/pod/pod.ts'
import { ownField } from '../kube/pod/security-context.ts'
import type { Assessment, Container, Control, Json, JsonObject, Operation, Pod } from '../model.ts'
import { removeField } from '../patch/operations.ts'
import { assessDecision, compliant, containerFields } from './common/assessments.ts'
import { pss } from './common/references.ts'

const STEPS = ['securityContext', 'seLinuxOptions']
const TYPES: readonly Json[] = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']

const isUnsafe = (options: JsonObject, key: string): boolean => {
  const value = Object.hasOwn(options, key) ? (options[key] ?? '') : ''
  return key === 'type' ? !TYPES.includes(value) : value !== ''
}

const assessOptions = (pod: Pod, container?: Container): Assessment[] => {
  const root = container ?? { value: pod.spec, pointer: pod.pointer }
  const path = `${root.pointer}/${STEPS.join('/')}`
  const options = asObject(ownField(root.value, 'seLinuxOptions'))
  const unsafe = ['user', 'role', 'type'].filter((key) => isUnsafe(options, key))
  if (unsafe.length === 0) return container === undefined ? [compliant(path)] : []
  const alone = Object.keys(options).every((key) => unsafe.includes(key))
  const operations: Operation[] = alone
    ? removeField(root, STEPS)
    : unsafe.flatMap((key) => removeField(root, [...STEPS, key]))
  const names = unsafe.map((key) => `seLinuxOptions.${key}: ${options[key]}`).join(', ')
  return [
    assessDecision(pod, {
      ...(container === undefined ? {} : { container }),
      path: unsafe.length === 1 ? `${path}/${unsafe[0]}` : path,
      quote: names,
      reason: 'the manifest chose the SELinux label',
      holdReason: `the manifest sets ${names}`,
      hint: 'remove it, so that the runtime assigns container_t and its own categories',
      operations,
    }),
  ]
}

const control: Control = {
  id: 'safe-selinux-options',
  title: 'SELinux options use container types, and no user or role',
  rationale:
    'Types such as spc_t disable the confinement that protects the files of the node from a process that has ' +
    'escaped from its container. The container types, and levels, are safe to set.',
  breaks:
    'On nodes with SELinux: access to files of the node, to sockets of its services and to volumes with their ' +
    'own label. The process logs "Permission denied", and the audit log of the node contains "avc: denied".',
  references: [pss('seLinuxOptions', 'baseline', '1.31')],
  fields: [`/spec/${STEPS.join('/')}/**`, ...containerFields(`${STEPS.join('/')}/**`)],
  independent: true,
  assess: (pod) => [assessOptions(pod), ...pod.containers.map((container) => assessOptions(pod, container))].flat(),
}

export default control
