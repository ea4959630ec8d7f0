import { evidenceAt } from '../evidence/evidence.ts'
import { asList, asObject } from '../kube/pod/pod.ts'
import type { Assessment, Container, Control, EvidenceContext, Json, Pod } from '../model.ts'
import { removeField } from '../patch/operations.ts'
import { assessDecision, compliant, containerFields } from './common/assessments.ts'
import { findNodeAccess } from './common/node-access.ts'
import { cis, pss } from './common/references.ts'

const isPort = (value: Json | undefined): value is number => typeof value === 'number' && value !== 0

const assessPort = (
  pod: Pod,
  container: Container,
  item: Json,
  index: number,
  context: EvidenceContext,
): Assessment[] => {
  const { hostPort, containerPort } = asObject(item)
  const pointer = `${container.pointer}/ports/${index}`
  const common = { container, path: `${pointer}/hostPort`, reason: 'the port was open on every address of the node' }
  if (pod.spec.hostNetwork === true && isPort(hostPort ?? containerPort)) {
    const given = isPort(hostPort)
    return [
      assessDecision(pod, {
        ...common,
        path: given ? common.path : pointer,
        quote: given ? `hostPort: ${hostPort}` : `containerPort: ${containerPort}`,
        cause: 'api-rule',
        holdReason: 'with hostNetwork: true the API server sets hostPort to containerPort',
        hint: 'remove hostNetwork first',
        evidence: [evidenceAt(pod, `${pod.pointer}/hostNetwork`, 'hostNetwork: true')],
      }),
    ]
  }
  if (!isPort(hostPort)) return []
  return [
    assessDecision(pod, {
      ...common,
      quote: `hostPort: ${hostPort}`,
      ...findNodeAccess(
        pod,
        context,
        `the manifest sets hostPort: ${hostPort}`,
        'use a Service (NodePort or LoadBalancer for clients outside the cluster) and remove hostPort',
      ),
      operations: removeField(container, ['ports', index, 'hostPort']),
    }),
  ]
}

const assessContainer = (pod: Pod, container: Container, context: EvidenceContext): Assessment[] => {
  const assessments = asList(container.value.ports).flatMap((item, index) =>
    assessPort(pod, container, item, index, context),
  )
  return assessments.length > 0 ? assessments : [compliant(`${container.pointer}/ports`, container)]
}

const control: Control = {
  id: 'no-host-ports',
  title: 'No container uses a host port',
  rationale:
    'A host port is open on every address of the node. It bypasses Services and often network policies, and only ' +
    'one such pod fits on a node.',
  breaks:
    'Clients that connect to the address of the node are refused: those of ingress controllers without a load ' +
    'balancer, and of agents that applications reach by the IP address of their node.',
  references: [pss('hostPorts', 'baseline', '1.0'), cis('1.12', '5.2.12'), cis('1.11', '5.2.13')],
  fields: containerFields('ports/*/hostPort'),
  assess: (pod, context) => pod.containers.flatMap((container) => assessContainer(pod, container, context)),
}

export default control
