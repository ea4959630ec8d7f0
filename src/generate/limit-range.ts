import { cis, kubernetes, nsa } from '../controls/common/references.ts'
import { objection } from '../evidence/evidence.ts'
import type { InputObject } from '../model.ts'
import {
  createObject,
  evidenceFor,
  type Generator,
  type GeneratorResult,
  generatedName,
  type HardenedInput,
  namespacesOf,
  objectsOfNamespace,
  quoteObject,
} from './objects.ts'

/**
 * Proposes a LimitRange with default requests only: a default limit below a container's own request would make the API
 * server reject the pod. https://kubernetes.io/docs/concepts/policy/limit-range/
 */
const assessNamespace = (namespace: InputObject, input: HardenedInput): GeneratorResult => {
  const path = `${namespace.at.pointer}/metadata/name`
  if (objectsOfNamespace(namespace, input, '/LimitRange').length > 0)
    return { about: namespace, assessment: { path, state: 'compliant' } }
  const { requests } = input.settings.resources
  const spec = { limits: [{ type: 'Container', defaultRequest: { ...requests } }] }
  return {
    about: namespace,
    assessment: {
      path,
      state: 'open',
      reason:
        'the namespace has no default requests, so containers without requests are scheduled as if they needed nothing',
      evidence: [evidenceFor(namespace, [], quoteObject(namespace))],
      confidence: 'likely',
      ...(Object.keys(requests).length > 0
        ? {}
        : {
            objection: objection('the configuration sets no requests', 'set controls.default-resources.requests', [], {
              overridable: false,
            }),
          }),
    },
    added: createObject(namespace, { kind: 'LimitRange', name: generatedName('requests'), spec }),
  }
}

const generator: Generator = {
  id: 'limit-range',
  title: 'Each Namespace of the input has default resource requests',
  rationale:
    'Without requests the scheduler can overcommit a node, and pods without requests are evicted first under node pressure.',
  breaks:
    'Other pods in the namespace that set no requests get the default ones: they may no longer fit on a node and stay Pending.',
  references: [
    nsa('Resource policies'),
    cis('1.12', '5.6.1'),
    kubernetes('Limit Ranges', 'https://kubernetes.io/docs/concepts/policy/limit-range/'),
  ],
  adds: 'a LimitRange for each Namespace',
  generates: true,
  assess: (input) => namespacesOf(input).map((namespace) => assessNamespace(namespace, input)),
}

export default generator
