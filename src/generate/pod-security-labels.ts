import { cis, kubernetes } from '../controls/common/references.ts'
import { asObject } from '../kube/pod/pod.ts'
import type { Assessment, InputObject, Objection, PodSecurityLevel } from '../model.ts'
import { setFields } from '../patch/operations.ts'
import { podSecurityLevel } from '../pod-security/level.ts'
import {
  evidenceFor,
  finalObjection,
  namespacesOf,
  objectOf,
  operatorsOfNamespace,
  podsOfNamespace,
  quoteObject,
} from './objects.ts'
import type { Generator, GeneratorResult, HardenedInput } from './types.ts'

const PREFIX = 'pod-security.kubernetes.io/'
const MODES = ['enforce', 'audit', 'warn'] as const
/** The policy version by which levels are judged; a server that is older takes its own newest. */
const VERSION = 'v1.37'

const LEVELS: readonly PodSecurityLevel[] = ['privileged', 'baseline', 'restricted']

const objectionTo = (namespace: InputObject, stream: HardenedInput): Objection | undefined => {
  const hidden = operatorsOfNamespace(namespace, stream)
  if (hidden.length > 0)
    return finalObjection(
      'an operator starts pods in the namespace that the stream does not show',
      'label it by hand',
      hidden,
    )
  const pods = podsOfNamespace(namespace, stream)
  if (pods.length === 0)
    return finalObjection(
      'no pod of the stream goes into the namespace, so that nothing shows a level',
      'label it by hand',
      [],
    )
  const open = pods.filter((pod) => podSecurityLevel(pod) === 'privileged')
  return open.length === 0
    ? undefined
    : finalObjection(
        'pods of the namespace do not even pass baseline',
        'harden them, or move them elsewhere',
        open.map(objectOf),
      )
}

const judgeNamespace = (namespace: InputObject, stream: HardenedInput): GeneratorResult => {
  const path = `${namespace.at.pointer}/metadata/labels`
  const labels = Object.keys(asObject(asObject(namespace.value.metadata).labels))
  if (labels.some((key) => key.startsWith(PREFIX)))
    return { about: namespace, assessment: { path, state: 'compliant' } }
  const pods = podsOfNamespace(namespace, stream)
  const reached = Math.min(...pods.map((pod) => LEVELS.indexOf(podSecurityLevel(pod))))
  const level = LEVELS[reached] ?? 'privileged'
  const fields = MODES.flatMap((mode) => [
    [`${PREFIX}${mode}`, level],
    [`${PREFIX}${mode}-version`, VERSION],
  ])
  const lowest = pods.filter((pod) => podSecurityLevel(pod) === level)
  const objection = objectionTo(namespace, stream)
  const assessment: Assessment = {
    path,
    state: 'open',
    operations: setFields(
      { value: namespace.value, pointer: namespace.at.pointer },
      ['metadata', 'labels'],
      Object.fromEntries(fields),
    ),
    reason: 'nothing kept pods out of the namespace that are less secure than those of the stream',
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
  title: 'A Namespace of the stream takes no pod below the level that the stream’s own reach',
  rationale:
    'Hardening one stream says nothing of the next pod that somebody starts in the namespace; admission by Pod Security does.',
  breaks:
    'Pods that others start in the namespace, by hand, by another release or by an operator, are refused where they are below the level, and so are later versions of the stream’s own that are not hardened.',
  references: [
    cis('1.12', '5.2.1'),
    kubernetes('Pod Security Admission', 'https://kubernetes.io/docs/concepts/security/pod-security-admission/'),
  ],
  adds: 'the labels pod-security.kubernetes.io/* on a Namespace',
  generates: true,
  assess: (stream) => namespacesOf(stream).map((namespace) => judgeNamespace(namespace, stream)),
}

export default generator
