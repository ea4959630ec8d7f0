import { ownField } from '../../kube/pod/security-context.ts'
import type { Container, JsonObject, Operation, Pod } from '../../model.ts'
import { appendItem, type Rooted, setFields } from '../../patch/operations.ts'
import { containerFields } from '../common/assessments.ts'
import type { Plan } from './plan.ts'

const SECURITY_CONTEXT = ['securityContext']

/** The fields that `userOperations` writes. */
export const USER_FIELDS: readonly string[] = [
  ...['runAsNonRoot', 'runAsUser', 'runAsGroup', 'fsGroup', 'fsGroupChangePolicy'].map(
    (field) => `/spec/securityContext/${field}`,
  ),
  ...['runAsNonRoot', 'runAsUser', 'runAsGroup'].flatMap((field) => containerFields(`securityContext/${field}`)),
  '/spec/securityContext/sysctls/**',
]

const idFields = ({ user, group }: Plan): JsonObject => ({
  ...(user === undefined ? {} : { runAsUser: user }),
  ...(group === undefined ? {} : { runAsGroup: group }),
})

/** The pod's fields for new users. With OnRootMismatch the kubelet only walks a volume whose root has another group. */
const podFields = (pod: Pod, plans: readonly Plan[]): JsonObject => {
  const fsGroup = plans.find((plan) => plan.fsGroup !== undefined)?.fsGroup
  const sysctl = plans.find((plan) => plan.sysctl !== undefined)?.sysctl
  const changePolicy =
    ownField(pod.spec, 'fsGroupChangePolicy') === undefined ? { fsGroupChangePolicy: 'OnRootMismatch' } : {}
  return {
    ...(fsGroup === undefined ? {} : { fsGroup, ...changePolicy }),
    ...(sysctl === undefined ? {} : { sysctls: [sysctl] }),
  }
}

/** Sets fields of the pod's security context and keeps the sysctls that it has. */
const setInPod = (pod: Pod, root: Rooted, fields: JsonObject): Operation[] => {
  const { sysctls, ...others } = fields
  if (!Array.isArray(sysctls) || ownField(pod.spec, 'sysctls') === undefined)
    return setFields(root, SECURITY_CONTEXT, fields)
  return [
    ...setFields(root, SECURITY_CONTEXT, others),
    ...sysctls.flatMap((item) => appendItem(root, [...SECURITY_CONTEXT, 'sysctls'], item)),
  ]
}

/**
 * Builds the operations of plans: the flag, user and group go to the container if one is given, else to the pod for all
 * plans; `fsGroup` and sysctls always go to the pod.
 */
export const userOperations = (pod: Pod, plans: readonly Plan[], container?: Container): Operation[] => {
  const root = { value: pod.spec, pointer: pod.pointer }
  const [first] = plans
  const flag: JsonObject = { runAsNonRoot: true, ...(first === undefined ? {} : idFields(first)) }
  if (container === undefined) return setInPod(pod, root, { ...flag, ...podFields(pod, plans) })
  return [...setInPod(pod, root, podFields(pod, plans)), ...setFields(container, SECURITY_CONTEXT, flag)]
}
