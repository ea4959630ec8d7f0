import { ownField } from '../../kube/pod/security-context.ts'
import type { Container, JsonObject, Operation, Pod } from '../../model.ts'
import { appendItem, type Rooted, setFields } from '../../patch/operations.ts'
import { containerFields } from '../common/assessments.ts'
import { PORT_SYSCTL_FIELD } from '../common/ports.ts'
import type { Plan } from './plan.ts'

const CONTEXT = ['securityContext']

/** What `userOperations` may touch. */
export const USER_FIELDS: readonly string[] = [
  ...['runAsNonRoot', 'runAsUser', 'runAsGroup', 'fsGroup', 'fsGroupChangePolicy'].map(
    (field) => `/spec/securityContext/${field}`,
  ),
  ...['runAsNonRoot', 'runAsUser', 'runAsGroup'].flatMap((field) => containerFields(`securityContext/${field}`)),
  PORT_SYSCTL_FIELD,
]

const ids = ({ user, group }: Plan): JsonObject => ({
  ...(user === undefined ? {} : { runAsUser: user }),
  ...(group === undefined ? {} : { runAsGroup: group }),
})

/** What the pod has to bring for new users. The whole volume is walked only where its root has another group. */
const companions = (pod: Pod, plans: readonly Plan[]): JsonObject => {
  const fsGroup = plans.find((plan) => plan.fsGroup !== undefined)?.fsGroup
  const sysctl = plans.find((plan) => plan.sysctl !== undefined)?.sysctl
  const policy =
    ownField(pod.spec, 'fsGroupChangePolicy') === undefined ? { fsGroupChangePolicy: 'OnRootMismatch' } : {}
  return {
    ...(fsGroup === undefined ? {} : { fsGroup, ...policy }),
    ...(sysctl === undefined ? {} : { sysctls: [sysctl] }),
  }
}

/** Sets fields of the pod's security context; sysctls that stand there already stay. */
const setInPod = (pod: Pod, root: Rooted, fields: JsonObject): Operation[] => {
  const { sysctls, ...others } = fields
  if (!Array.isArray(sysctls) || ownField(pod.spec, 'sysctls') === undefined) return setFields(root, CONTEXT, fields)
  return [
    ...setFields(root, CONTEXT, others),
    ...sysctls.flatMap((item) => appendItem(root, [...CONTEXT, 'sysctls'], item)),
  ]
}

/**
 * The operations that carry out plans: the flag, and where a plan names one the user and the group, in the container if
 * one is given, else in the pod for all of the plans; and in the pod what they need beside it.
 */
export const userOperations = (pod: Pod, plans: readonly Plan[], container?: Container): Operation[] => {
  const root = { value: pod.spec, pointer: pod.pointer }
  const [first] = plans
  const flag: JsonObject = { runAsNonRoot: true, ...(first === undefined ? {} : ids(first)) }
  if (container === undefined) return setInPod(pod, root, { ...flag, ...companions(pod, plans) })
  return [...setInPod(pod, root, companions(pod, plans)), ...setFields(container, CONTEXT, flag)]
}
