import { findInjectors } from '../../evidence/pod/injectors.ts'
import { groupOf } from '../../kube/kinds/kinds.ts'
import { asObject } from '../../kube/pod/pod.ts'
import type { Objection, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { evidenceFor, isOf, objectOf, objectsInNamespaceOf, quoteObject } from '../objects.ts'
import type { HardenedInput } from '../types.ts'
import { areUnique } from './own-labels.ts'

const HOOK = 'helm.sh/hook'

/** Whether a pod belongs to a Helm hook, which runs before or after the rest of its release is there. */
export const isHook = (pod: Pod): boolean => Object.hasOwn(asObject(asObject(pod.object.metadata).annotations), HOOK)

/** Groups of the kinds whose pods get no containers but those of the manifest. */
const PLAIN_GROUPS = ['', 'apps', 'extensions', 'batch']

const OTHER_POLICIES = [
  'cilium.io/CiliumNetworkPolicy',
  'cilium.io/CiliumClusterwideNetworkPolicy',
  'crd.projectcalico.org/NetworkPolicy',
  'crd.projectcalico.org/GlobalNetworkPolicy',
  'projectcalico.org/NetworkPolicy',
  'projectcalico.org/GlobalNetworkPolicy',
]

const evidence = (reason: string, hint: string, rest: Partial<Objection> = {}): Objection => ({
  cause: 'evidence',
  reason,
  hint,
  ...rest,
})

/** What speaks against a policy for a pod, whatever its labels. */
export const objectionToPod = (pod: Pod, stream: HardenedInput): Objection | undefined => {
  const object = objectOf(pod)
  const { kind, apiVersion, name } = pod.resource
  if (pod.spec.hostNetwork === true)
    return evidence(
      'a NetworkPolicy does not reach a pod in the network of its node',
      'remove hostNetwork, or guard the node',
      {
        evidence: [
          {
            source: 'manifest',
            text: 'hostNetwork: true',
            at: { document: pod.document, pointer: join(pod.pointer, 'hostNetwork') },
          },
        ],
        overridable: false,
      },
    )
  if (isHook(pod))
    return evidence(
      'a Helm hook is gone before or after the rest of its release is there',
      'write a policy that is a hook itself, if it listens',
      {
        evidence: [evidenceFor(object, ['metadata', 'annotations', HOOK], HOOK)],
        overridable: false,
      },
    )
  if (!PLAIN_GROUPS.includes(groupOf(apiVersion)) && !isOf(object, 'argoproj.io/Rollout'))
    return evidence(
      `the operator of the kind ${kind} may add containers and labels that the stream does not show`,
      'write the policy by hand',
      { overridable: false },
    )
  if (name === '' || name.endsWith('*'))
    return evidence('the object has no name of its own that a policy could be named after', 'give it a name', {
      overridable: false,
    })
  const injected = findInjectors(pod)
  if (injected.length > 0)
    return evidence(
      'a container is put into the pod that may listen on ports which the stream does not show',
      'write the policy with the ports of that container',
      { evidence: injected },
    )
  const [other] = objectsInNamespaceOf(stream, pod, ...OTHER_POLICIES)
  if (other !== undefined)
    return {
      cause: 'deviation',
      reason: `the stream has policies of its network plugin: ${quoteObject(other)}`,
      hint: 'write the policy as one of those',
      evidence: [evidenceFor(other, [], quoteObject(other))],
    }
  return undefined
}

/** What speaks against selecting pods by some labels: that those of others may carry them too. */
export const objectionToLabels = (
  labels: Record<string, string>,
  pod: Pod,
  stream: HardenedInput,
  strangers: readonly Pod[],
): Objection | undefined => {
  const shown = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
  const at = { document: pod.document, pointer: pod.metadataPointer ?? pod.pointer }
  if (shown === '')
    return evidence('the pod has no labels by which a policy could select it', 'give it labels that name the release', {
      overridable: false,
    })
  if (!areUnique(labels, pod, stream))
    return evidence(
      'the labels do not say whose pods they select: those of another release in the namespace may carry them',
      'add the label app.kubernetes.io/instance to the pod, or the Namespace object to the stream',
      { evidence: [{ source: 'manifest', text: shown, at }], overridable: false },
    )
  const [stranger] = strangers
  if (stranger !== undefined)
    return evidence(
      `the labels also select the pods of ${quoteObject(objectOf(stranger))}`,
      'give each workload a label of its own',
      { evidence: [{ source: 'manifest', text: shown, at }], overridable: false },
    )
  return undefined
}
