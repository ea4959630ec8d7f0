import { asList } from '../kube/pods.ts'
import { ownField } from '../kube/security-context.ts'
import type { Container, Control, Judgement, Operation, Pod } from '../model.ts'
import { removeField } from '../patch/operations.ts'
import { join } from '../patch/pointer.ts'
import { compliant, decided } from './shared/decisions.ts'
import { kubernetes } from './shared/references.ts'

const GROUPS = ['securityContext', 'supplementalGroups']

const rootGroup = (pod: Pod, path: string, quote: string, operations?: Operation[], container?: Container): Judgement =>
  decided(pod, {
    ...(container === undefined ? {} : { container }),
    path,
    quote,
    reason: 'the process was a member of the root group',
    because: 'the manifest asks for group 0, on which images that are made for any user rely',
    hint: 'choose another group if the files of the image do not belong to group 0',
    ...(operations === undefined ? {} : { operations }),
  })

const scalars = (pod: Pod, fields: readonly string[], container?: Container): Judgement[] => {
  const root = container ?? { value: pod.spec, pointer: pod.pointer }
  return fields.flatMap((field) =>
    ownField(root.value, field) === 0
      ? [rootGroup(pod, join(root.pointer, 'securityContext', field), `${field}: 0`, undefined, container)]
      : [],
  )
}

const supplementalGroups = (pod: Pod): Judgement[] => {
  const groups = asList(ownField(pod.spec, 'supplementalGroups'))
  if (!groups.includes(0)) return []
  const root = { value: pod.spec, pointer: pod.pointer }
  const zeros = groups.flatMap((group, index) => (group === 0 ? [index] : [])).reverse()
  const operations =
    zeros.length === groups.length
      ? removeField(root, GROUPS)
      : zeros.flatMap((index) => removeField(root, [...GROUPS, index]))
  return [rootGroup(pod, join(pod.pointer, ...GROUPS), 'supplementalGroups: 0', operations)]
}

const judge = (pod: Pod): Judgement[] => {
  const found = [
    ...scalars(pod, ['runAsGroup', 'fsGroup']),
    ...supplementalGroups(pod),
    ...pod.containers.flatMap((container) => scalars(pod, ['runAsGroup'], container)),
  ]
  return found.length > 0 ? found : [compliant(join(pod.pointer, 'securityContext', 'runAsGroup'))]
}

const control: Control = {
  id: 'no-root-group',
  title: 'No process is told to be a member of group 0',
  rationale:
    'Files that belong to group 0 and that their group may write, in the image or on a volume of the node, are open to ' +
    'every member. Only an explicit 0 counts: what the image chooses is its own affair.',
  breaks:
    'Images made for any user, as OpenShift wants them, give their files to group 0: without it they log "Permission ' +
    'denied" on their own directories.',
  references: [
    kubernetes(
      'Configure a Security Context for a Pod or Container',
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    ),
  ],
  fields: [`/spec/${GROUPS.join('/')}/**`],
  judge,
}

export default control
