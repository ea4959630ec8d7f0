import { cis, kubernetes } from '../controls/common/references.ts'
import { asObject } from '../kube/pod/pod.ts'
import type { Assessment, InputObject, Objection, PodSecurityLevel } from '../model.ts'
import { setFields } from '../patch/operations.ts'
import { podSecurityLevel } from '../pod-security/level.ts'
import {
  evidenceFor,
  finalObjection,
  type Generator,
  type GeneratorResult,
  type HardenedInput,
  namespacesOf,
  objectOf,
  operatorsOfNamespace,
  podsOfNamespace,
  quoteObject,
} from './objects.ts'

const PREFIX = 'pod-security.kubernetes.io/'
const MODES = ['enforce', 'audit', 'warn'] as const
/** The policy version that levels refer to; an older API server uses its own newest version. */
const VERSION = 'v1.37'

const LEVELS: readonly PodSecurityLevel[] = ['privileged', 'baseline', 'restricted']

const objectionTo = (namespace: InputObject, input: HardenedInput): Objection | undefined => {
  const hidden = operatorsOfNamespace(namespace, input)
  if (hidden.length > 0)
    return finalObjection(
      'an operator creates pods in the namespace that are not in the input',
      'set the labels by hand',
      hidden,
    )
  const pods = podsOfNamespace(namespace, input)
  if (pods.length === 0)
    return finalObjection(
      'no pod of the input is in the namespace, so its level is unknown',
      'set the labels by hand',
      [],
    )
  const open = pods.filter((pod) => podSecurityLevel(pod) === 'privileged')
  return open.length === 0
    ? undefined
    : finalObjection(
        'pods of the namespace do not pass baseline',
        'harden them, or move them to another namespace',
        open.map(objectOf),
      )
}

const assessNamespace = (namespace: InputObject, input: HardenedInput): GeneratorResult => {
  const path = `${namespace.at.pointer}/metadata/labels`
  const labels = Object.keys(asObject(asObject(namespace.value.metadata).labels))
  if (labels.some((key) => key.startsWith(PREFIX)))
    return { about: namespace, assessment: { path, state: 'compliant' } }
  const pods = podsOfNamespace(namespace, input)
  const reached = Math.min(...pods.map((pod) => LEVELS.indexOf(podSecurityLevel(pod))))
  const level = LEVELS[reached] ?? 'privileged'
  const fields = MODES.flatMap((mode) => [
    [`${PREFIX}${mode}`, level],
    [`${PREFIX}${mode}-version`, VERSION],
  ])
  const lowest = pods.filter((pod) => podSecurityLevel(pod) === level)
  const objection = objectionTo(namespace, input)
  const assessment: Assessment = {
    path,
    state: 'open',
    operations: setFields(
      { value: namespace.value, pointer: namespace.at.pointer },
      ['metadata', 'labels'],
      Object.fromEntries(fields),
    ),
    reason: 'no Pod Security level is enforced in the namespace',
    evidence:
      level === 'restricted'
        ? [{ source: 'kubernetes', text: `all ${pods.length} pods of the namespace pass restricted` }]
        : lowest.map((pod) => evidenceFor(objectOf(pod), [], `${quoteObject(objectOf(pod))} passes ${level} only`)),
    confidence: 'likely',
    ...(objection === undefined ? {} : { objection }),
  }
  return { about: namespace, assessment }
}

const generator: Generator = {
  id: 'pod-security-labels',
  title: 'Each Namespace of the input enforces the Pod Security level that its pods pass',
  rationale:
    'Hardening covers only the pods of the input; Pod Security admission covers every pod that is created in the namespace.',
  breaks:
    'Other pods in the namespace, created by hand, by another release or by an operator, are rejected if they do not pass the level, and so are later versions of these pods that are not hardened.',
  references: [
    cis('1.12', '5.2.1'),
    kubernetes('Pod Security Admission', 'https://kubernetes.io/docs/concepts/security/pod-security-admission/'),
  ],
  adds: 'the labels pod-security.kubernetes.io/* on a Namespace',
  generates: true,
  assess: (input) => namespacesOf(input).map((namespace) => assessNamespace(namespace, input)),
}

export default generator
