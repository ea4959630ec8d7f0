import type { Assessment, Control, EvidenceContext, Operation, Pod } from '../model.ts'
import { removeField, setField } from '../patch/operations.ts'
import { assessDecision, compliant } from './common/assessments.ts'
import { findNodeAccess } from './common/node-access.ts'
import { cis, pss } from './common/references.ts'

const NAMESPACES = {
  hostNetwork: {
    reason: 'the pod used the host network: it could reach localhost of the node and capture its traffic',
    hint: 'use a Service or a hostPort, and remove hostNetwork',
  },
  hostPID: {
    reason:
      'the pod used the host PID namespace: it could see and signal the processes of the node and read their environment',
    hint: 'use shareProcessNamespace to share processes within the pod, and remove hostPID',
  },
  hostIPC: {
    reason: 'the pod used the host IPC namespace: it shared memory and queues with the processes of the node',
    hint: 'use an emptyDir with medium: Memory for shared memory within the pod, and remove hostIPC',
  },
} as const

type Field = keyof typeof NAMESPACES

const leaveNamespace = (pod: Pod, field: Field): Operation[] => {
  const root = { value: pod.spec, pointer: pod.pointer }
  const policy = field === 'hostNetwork' && pod.spec.dnsPolicy === 'ClusterFirstWithHostNet'
  return [...removeField(root, [field]), ...(policy ? setField(root, ['dnsPolicy'], 'ClusterFirst') : [])]
}

const assessField = (pod: Pod, field: Field, context: EvidenceContext): Assessment => {
  const path = `${pod.pointer}/${field}`
  if (pod.spec[field] !== true) return compliant(path)
  const { reason, hint } = NAMESPACES[field]
  return assessDecision(pod, {
    path,
    quote: `${field}: true`,
    reason,
    ...findNodeAccess(pod, context, `the manifest sets ${field}: true`, hint),
    operations: leaveNamespace(pod, field),
  })
}

const control: Control = {
  id: 'no-host-namespaces',
  title: 'The pod has its own network, PID and IPC namespaces',
  rationale:
    'In a host namespace a pod bypasses network policies, sees and signals the processes of the node, or reads ' +
    'their shared memory.',
  breaks:
    'Network plugins, load balancers, kube-proxy and node-local DNS stop working, and so does everything that ' +
    'depends on them. Node exporters keep running without an error but report the network and the processes of ' +
    'their own pod.',
  references: [
    pss('hostNamespaces', 'baseline', '1.0'),
    cis('1.12', '5.2.3'),
    cis('1.12', '5.2.4'),
    cis('1.12', '5.2.5'),
  ],
  fields: ['/spec/hostNetwork', '/spec/hostPID', '/spec/hostIPC', '/spec/dnsPolicy'],
  assess: (pod, context) => (Object.keys(NAMESPACES) as Field[]).map((field) => assessField(pod, field, context)),
}

export default control
