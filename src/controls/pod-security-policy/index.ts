import { evidenceAt, objection } from '../../evidence/evidence.ts'
import type { Assessment, Container, Control, Evidence, Json, Pod } from '../../model.ts'
import { setField } from '../../patch/operations.ts'
import { join, valueAt } from '../../pointer.ts'
import { compliant, containerFields, quoteAbsence } from '../common/assessments.ts'
import { kubernetes } from '../common/references.ts'
import { type Choice, choosePsp } from './choose.ts'
import { findConsequences } from './consequences.ts'
import type { Finding } from './finding.ts'
import type { Mutation } from './mutate.ts'

const CONTAINER_FIELDS = [
  'runAsUser',
  'runAsGroup',
  'runAsNonRoot',
  'seLinuxOptions/*',
  'appArmorProfile/*',
  'capabilities/add/**',
  'capabilities/drop/**',
  'readOnlyRootFilesystem',
  'allowPrivilegeEscalation',
]

const WHY = {
  only: '',
  unchanged: ', which admits the pod as it is',
  mutated: ', the first by name that admits the pod with its defaults',
  refused: ', which has the fewest violations; none admits the pod',
} as const

const quotePsp = ({ psp: { name, file, line }, why }: Choice, rule: string): Evidence => ({
  source: 'configuration',
  text: `PodSecurityPolicy ${name} (${file}:${line}): ${rule}${WHY[why]}`,
})

const formatSetValue = (value: Json): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

/** Formats what was wrong with a list of capabilities; admission sorts both lists if one of them grows. */
const formatCapabilityLack = (field: string, before: Json | undefined, after: Json): string => {
  const had = Array.isArray(before) ? before : []
  const hasAll = Array.isArray(after) && after.every((name) => had.includes(name))
  return hasAll ? `${field} was not sorted` : `${field} lacked what the policy requires`
}

const assessMutation = (
  pod: Pod,
  mutation: Mutation,
  choice: Choice,
  context: Parameters<Control['assess']>[1],
): Assessment => {
  const { steps, value, rule } = mutation
  const container = pod.containers.find(({ pointer }) => pointer === mutation.container?.pointer)
  const root: Pick<Container, 'value' | 'pointer'> = container ?? { value: pod.spec, pointer: pod.pointer }
  const field = steps.filter((step) => step !== 'securityContext').join('.')
  const { evidence, warning, confidence } = findConsequences(
    pod,
    { ...mutation, ...(container && { container }) },
    context,
  )
  const isThere = steps.includes('capabilities')
  const what = isThere
    ? formatCapabilityLack(field, valueAt(root.value, join('', ...steps)), value)
    : `${field} was not set`
  const held = findObjection(pod, field, choice)
  return {
    ...compliant(join(root.pointer, ...steps), container),
    state: 'open',
    operations: setField(root, steps, value),
    reason: `${what}, and PodSecurityPolicy ${choice.psp.name} sets ${formatSetValue(value)}${warning === undefined ? '' : `; ${warning}`}`,
    evidence: [quotePsp(choice, rule), ...(isThere ? [] : [quoteAbsence(pod, field, container)]), ...evidence],
    confidence,
    ...(held === undefined ? {} : { objection: held }),
  }
}

/** Finds why no defaults are set: admission does not change a pod that it refuses, and casehard no Windows pod. */
const findObjection = (pod: Pod, field: string, { why, psp }: Choice): Assessment['objection'] => {
  if (why === 'refused')
    return objection(
      `no PodSecurityPolicy admits the pod, so ${psp.name} sets no defaults`,
      'fix the violations, or configure only the policy that applies',
      [],
      { overridable: false },
    )
  if (!pod.windows) return undefined
  return objection(
    `the pod runs on Windows, and casehard does not set ${field} there`,
    'set it in the manifest if Windows supports it',
    [],
    { overridable: false, expected: true },
  )
}

const assessFinding = (pod: Pod, { container, path, rule, violation }: Finding, choice: Choice): Assessment => {
  if (violation === undefined) return compliant(path, container)
  const { reason, hint, quote } = violation
  return {
    ...compliant(path, container),
    state: 'decided',
    reason,
    evidence: [...(quote === undefined ? [] : [evidenceAt(pod, path, quote)]), quotePsp(choice, rule)],
    confidence: 'assumed',
    objection: objection(reason, hint, [], { cause: quote === undefined ? 'evidence' : 'deviation' }),
  }
}

const keyOf = ({ container, path }: Assessment): string => `${container ?? ''}\n${path}`

/** Keeps the first assessment of each path: a change, else a violation, else compliant. */
const keepFirst = (assessments: readonly Assessment[]): Assessment[] => {
  const found = new Map<string, Assessment>()
  for (const assessment of assessments) if (!found.has(keyOf(assessment))) found.set(keyOf(assessment), assessment)
  return [...found.values()]
}

const control: Control = {
  id: 'pod-security-policy',
  title: 'The pod conforms to its PodSecurityPolicy',
  rationale:
    'PodSecurityPolicy was an admission controller until Kubernetes 1.25: it set defaults for unset fields of a ' +
    'pod, then refused what its rules did not allow. With a profile that contains such policies, casehard does ' +
    'the same to manifests: it writes the defaults, with fields in place of the old annotations, and holds what ' +
    'admission refused. Of several policies each pod gets the one that admission would have used.',
  breaks:
    'This depends on the policy. MustRunAs gives every image another user and group: "Permission denied" for files ' +
    'of the image or of a volume. MustRunAsNonRoot prevents images from starting whose user is root or a name. A ' +
    'read-only root filesystem comes without volumes for the paths that the container writes to, and before ' +
    'Kubernetes 1.30 appArmorProfile has no effect. The evidence of a change lists what is known about the ' +
    'image.',
  references: [
    kubernetes('Pod Security Policies', 'https://kubernetes.io/docs/concepts/security/pod-security-policy/'),
    kubernetes(
      'Mapping PodSecurityPolicies to Pod Security Standards',
      'https://kubernetes.io/docs/reference/access-authn-authz/psp-to-pod-security-standards/',
    ),
  ],
  fields: [
    '/spec/runtimeClassName',
    '/spec/securityContext/supplementalGroups/**',
    '/spec/securityContext/fsGroup',
    '/spec/securityContext/seLinuxOptions/*',
    '/spec/securityContext/seccompProfile/*',
    ...CONTAINER_FIELDS.flatMap((field) => containerFields(`securityContext/${field}`)),
  ],
  optional: true,
  runsLast: true,
  assess: (pod, context) => {
    const choice = choosePsp(pod, context)
    if (choice === undefined) return []
    const [bad, good] = [true, false].map((isBad) =>
      choice.findings.filter(({ violation }) => (violation !== undefined) === isBad),
    ) as [Finding[], Finding[]]
    return keepFirst([
      ...choice.mutations.map((mutation) => assessMutation(pod, mutation, choice, context)),
      ...[...bad, ...good].map((finding) => assessFinding(pod, finding, choice)),
    ])
  },
}

export default control
