import { evidenceAt, objection } from '../../evidence/evidence.ts'
import { findInjectors } from '../../evidence/pod/injectors.ts'
import { groupOf } from '../../kube/kinds/kinds.ts'
import { asObject } from '../../kube/pod/pod.ts'
import type { Objection, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { evidenceFor, type HardenedInput, isOf, objectOf, objectsInNamespaceOf, quoteObject } from '../objects.ts'
import { areUnique } from './labels.ts'

const HOOK = 'helm.sh/hook'

/** Returns whether a pod belongs to a Helm hook, which runs before or after the rest of its release exists. */
export const isHook = (pod: Pod): boolean => Object.hasOwn(asObject(asObject(pod.object.metadata).annotations), HOOK)

/** API groups of kinds whose controllers create pods exactly as the template describes them. */
const PLAIN_GROUPS = ['', 'apps', 'extensions', 'batch']

/** For objections that no stance overrides. */
const FINAL = { overridable: false } as const

/** Policies of network plugins, as `group/Kind`. */
const OTHER_POLICIES = [
  'cilium.io/CiliumNetworkPolicy',
  'cilium.io/CiliumClusterwideNetworkPolicy',
  'crd.projectcalico.org/NetworkPolicy',
  'crd.projectcalico.org/GlobalNetworkPolicy',
  'projectcalico.org/NetworkPolicy',
  'projectcalico.org/GlobalNetworkPolicy',
]

/** Finds an objection to any policy for a pod, whatever its labels. */
export const objectionToPod = (pod: Pod, input: HardenedInput): Objection | undefined => {
  const object = objectOf(pod)
  const { kind, apiVersion, name } = pod.resource
  if (pod.spec.hostNetwork === true)
    return objection(
      'a NetworkPolicy has no effect on a pod in the host network',
      'remove hostNetwork, or protect the node with a firewall',
      [evidenceAt(pod, join(pod.pointer, 'hostNetwork'), 'hostNetwork: true')],
      FINAL,
    )
  if (isHook(pod))
    return objection(
      'a Helm hook runs before or after the rest of its release exists',
      'if it listens, write a policy that is a hook itself',
      [evidenceFor(object, ['metadata', 'annotations', HOOK], HOOK)],
      FINAL,
    )
  if (!PLAIN_GROUPS.includes(groupOf(apiVersion)) && !isOf(object, 'argoproj.io/Rollout'))
    return objection(
      `the operator of the kind ${kind} may add containers and labels that are not in the input`,
      'write the policy by hand',
      [],
      FINAL,
    )
  if (name === '' || name.endsWith('*'))
    return objection(
      'the object has no name from which the name of a policy could be derived',
      'give it a name',
      [],
      FINAL,
    )
  const namespaces = input.objects.filter((other) => isOf(other, '/Namespace'))
  const injected = findInjectors(pod, namespaces, input.settings.namespace)
  if (injected.length > 0)
    return objection(
      'an injected container may listen on ports that are not in the input',
      'write the policy with the ports of that container',
      injected,
    )
  const [other] = objectsInNamespaceOf(input, pod, ...OTHER_POLICIES)
  if (other !== undefined)
    return objection(
      `the input has policies of its network plugin: ${quoteObject(other)}`,
      'write the policy as an object of that kind',
      [evidenceFor(other, [], quoteObject(other))],
      { cause: 'deviation' },
    )
  return undefined
}

/** Finds an objection to selecting pods by some labels: that pods of other workloads may have them too. */
export const objectionToLabels = (
  labels: Record<string, string>,
  pod: Pod,
  input: HardenedInput,
  strangers: readonly Pod[],
): Objection | undefined => {
  const text = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
  const evidence = [evidenceAt(pod, pod.metadataPointer ?? pod.pointer, text)]
  if (text === '')
    return objection(
      'the pod has no labels by which a policy could select it',
      'give it labels that include the name of the release',
      [],
      FINAL,
    )
  if (!areUnique(labels, pod, input))
    return objection(
      'the labels do not identify the release, so they may also select pods of another release in the namespace',
      'add the label app.kubernetes.io/instance to the pod, or the Namespace object to the input',
      evidence,
      FINAL,
    )
  const [stranger] = strangers
  if (stranger !== undefined)
    return objection(
      `the labels also select the pods of ${quoteObject(objectOf(stranger))}`,
      'give each workload its own label',
      evidence,
      FINAL,
    )
  return undefined
}
