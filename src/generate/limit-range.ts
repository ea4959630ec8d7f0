import { cis, kubernetes, nsa } from '../controls/common/references.ts'
import type { InputObject } from '../model.ts'
import { createObject, evidenceFor, generatedName, namespacesOf, objectsOfNamespace, quoteObject } from './objects.ts'
import type { Generator, GeneratorResult, HardenedInput } from './types.ts'

/**
 * A LimitRange that gives requests only: a default limit would be less than what somebody requests, and the API server
 * would refuse the pod. https://kubernetes.io/docs/concepts/policy/limit-range/
 */
const judgeNamespace = (namespace: InputObject, stream: HardenedInput): GeneratorResult => {
  const path = `${namespace.at.pointer}/metadata/name`
  if (objectsOfNamespace(namespace, stream, '/LimitRange').length > 0)
    return { about: namespace, assessment: { path, state: 'compliant' } }
  const { requests } = stream.settings.resources
  const spec = { limits: [{ type: 'Container', defaultRequest: { ...requests } }] }
  return {
    about: namespace,
    assessment: {
      path,
      state: 'open',
      reason: 'a container that requests nothing was placed as if it needed nothing',
      evidence: [evidenceFor(namespace, [], quoteObject(namespace))],
      confidence: 'likely',
      ...(Object.keys(requests).length > 0
        ? {}
        : {
            objection: {
              cause: 'evidence',
              reason: 'the configuration has no requests to give',
              hint: 'set controls.default-resources.requests',
              overridable: false,
            },
          }),
    },
    added: createObject(namespace, { kind: 'LimitRange', name: generatedName('requests'), spec }),
  }
}

const generator: Generator = {
  id: 'limit-range',
  title: 'Containers in a Namespace of the stream request something',
  rationale:
    'Without requests the scheduler fills a node until its pods starve one another, and those that request nothing are evicted first.',
  breaks:
    'Pods of others in the namespace that request nothing request something from now on: they may not fit on the nodes, and stay Pending.',
  references: [
    nsa('Resource policies'),
    cis('1.12', '5.6.1'),
    kubernetes('Limit Ranges', 'https://kubernetes.io/docs/concepts/policy/limit-range/'),
  ],
  adds: 'a LimitRange for each Namespace',
  generates: true,
  assess: (stream) => namespacesOf(stream).map((namespace) => judgeNamespace(namespace, stream)),
}

export default generator
