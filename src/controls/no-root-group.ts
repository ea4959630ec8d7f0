import { asList } from '../kube/pod/pod.ts'
import { ownField } from '../kube/pod/security-context.ts'
import type { Assessment, Container, Control, Evidence, EvidenceContext, Operation, Pod } from '../model.ts'
import { removeField } from '../patch/operations.ts'
import { join } from '../pointer.ts'
import { assessDecision, compliant } from './common/assessments.ts'
import { kubernetes } from './common/references.ts'

const GROUPS = ['securityContext', 'supplementalGroups']

/** Facts about the group of images. */
interface GroupFacts {
  evidence: Evidence[]
  /** Groups other than 0 that work with the images. */
  others: number[]
}

const findGroupFacts = (pod: Pod, containers: readonly Container[], context: EvidenceContext): GroupFacts => {
  const known = containers.flatMap((container) => {
    const { image } = context.requirementsOf(pod, container)
    const group = image?.facts.group
    return image === undefined || group === undefined ? [] : [{ image, group }]
  })
  return {
    evidence: known.map(({ image, group }) => image.cite(`${image.facts.image} works with group ${group}`)),
    others: [...new Set(known.map(({ group }) => group))].filter((group) => group !== 0),
  }
}

interface GroupTarget {
  pod: Pod
  context: EvidenceContext
  container?: Container
}

const assessRootGroup = (
  asking: GroupTarget,
  path: string,
  quote: string,
  operations: Operation[] = [],
): Assessment => {
  const { pod, context, container } = asking
  const { evidence, others } = findGroupFacts(pod, container === undefined ? pod.containers : [container], context)
  const isUsual = evidence.length > 0 && others.length === 0
  return assessDecision(pod, {
    ...(container === undefined ? {} : { container }),
    path,
    quote,
    reason: 'the process was a member of group 0 (root)',
    holdReason: isUsual
      ? 'the manifest sets group 0, which owns the files of the image'
      : 'the manifest sets group 0, which images that run as any user rely on',
    hint:
      others.length === 0
        ? 'set another group if the files of the image do not belong to group 0'
        : `set group ${others.join(' or ')}, which works with the image`,
    operations,
    evidence,
  })
}

const assessFields = (asking: GroupTarget, fields: readonly string[]): Assessment[] => {
  const root = asking.container ?? { value: asking.pod.spec, pointer: asking.pod.pointer }
  return fields.flatMap((field) =>
    ownField(root.value, field) === 0
      ? [assessRootGroup(asking, join(root.pointer, 'securityContext', field), `${field}: 0`)]
      : [],
  )
}

const assessSupplementalGroups = (asking: GroupTarget): Assessment[] => {
  const { pod } = asking
  const groups = asList(ownField(pod.spec, 'supplementalGroups'))
  if (!groups.includes(0)) return []
  const root = { value: pod.spec, pointer: pod.pointer }
  const zeros = groups.flatMap((group, index) => (group === 0 ? [index] : [])).reverse()
  const operations =
    zeros.length === groups.length
      ? removeField(root, GROUPS)
      : zeros.flatMap((index) => removeField(root, [...GROUPS, index]))
  return [assessRootGroup(asking, join(pod.pointer, ...GROUPS), 'supplementalGroups: 0', operations)]
}

const assess = (pod: Pod, context: EvidenceContext): Assessment[] => {
  const found = [
    ...assessFields({ pod, context }, ['runAsGroup', 'fsGroup']),
    ...assessSupplementalGroups({ pod, context }),
    ...pod.containers.flatMap((container) => assessFields({ pod, context, container }, ['runAsGroup'])),
  ]
  return found.length > 0 ? found : [compliant(join(pod.pointer, 'securityContext', 'runAsGroup'))]
}

const control: Control = {
  id: 'no-root-group',
  title: 'The manifest adds no process to group 0',
  rationale:
    'Group-writable files that belong to group 0, in the image or on a hostPath, are writable for every member. ' +
    'Only an explicit 0 counts; the group that the image sets is not changed.',
  breaks:
    'Images that run as any user, as OpenShift requires, give their files to group 0: without it they log ' +
    '"Permission denied" for their own directories.',
  references: [
    kubernetes(
      'Configure a Security Context for a Pod or Container',
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    ),
  ],
  fields: [`/spec/${GROUPS.join('/')}/**`],
  assess,
}

export default control
