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
      reason: 'the SELinux label was chosen by the manifest',
      holdReason: `the manifest asks for ${names}`,
      hint: 'remove it, so that the runtime chooses container_t and a category of its own',
      operations,
    }),
  ]
}

const control: Control = {
  id: 'safe-selinux-options',
  title: 'The manifest asks for SELinux types of containers only, and for no user or role',
  rationale:
    'Types such as spc_t take away the confinement that keeps a process which has broken out of its container from ' +
    'the files of the node. The types for containers, and levels, are safe to choose.',
  breaks:
    'On nodes with SELinux: access to files of the node, to sockets of its services and to volumes with a label of ' +
    'their own. The process logs "Permission denied", the audit log of the node an "avc: denied".',
  references: [pss('seLinuxOptions', 'baseline', '1.31')],
  fields: [`/spec/${STEPS.join('/')}/**`, ...containerFields(`${STEPS.join('/')}/**`)],
  independent: true,
  assess: (pod) => [assessOptions(pod), ...pod.containers.map((container) => assessOptions(pod, container))].flat(),
}

export default control
