import type { Assessment, Control, EvidenceContext, Operation, Pod } from '../model.ts'
import { removeField, setField } from '../patch/operations.ts'
import { assessDecision, compliant } from './common/assessments.ts'
import { findNodeAccess } from './common/node-access.ts'
import { cis, pss } from './common/references.ts'

const NAMESPACES = {
  hostNetwork: {
    shares: 'the network of the node: it could reach what listens on localhost there and watch traffic',
    hint: 'give it a Service or a hostPort, and remove hostNetwork',
  },
  hostPID: {
    shares: 'the processes of the node: it could see and signal them and read their environment',
    hint: 'use shareProcessNamespace for the processes of the pod, and remove hostPID',
  },
  hostIPC: {
    shares: 'shared memory and queues of the node with every process there',
    hint: 'use an emptyDir of medium Memory for shared memory within the pod, and remove hostIPC',
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
  const { shares, hint } = NAMESPACES[field]
  return assessDecision(pod, {
    path,
    quote: `${field}: true`,
    reason: `the pod shared ${shares}`,
    ...findNodeAccess(pod, context, `the manifest asks for ${field}`, hint),
    operations: leaveNamespace(pod, field),
  })
}

const control: Control = {
  id: 'no-host-namespaces',
  title: 'The pod has its own network, process and IPC namespaces',
  rationale:
    'In a namespace of the node a pod bypasses network policies, sees and signals the processes of others, or reads their shared memory.',
  breaks:
    'Network plugins, load balancers, kube-proxy and node-local DNS stop working, and whatever waits for them hangs. Node exporters go on without an error and report the network and the processes of their own pod.',
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
