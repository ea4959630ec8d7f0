import { BASELINE_CAPABILITIES } from '../kube/pod/security-context.ts'
import type { Assessment, Container, Control, Pod } from '../model.ts'
import { assessDecision, compliant, containerFields } from './common/assessments.ts'
import { findAddedBeyond, removeAdded } from './common/capabilities.ts'
import { cis, pss } from './common/references.ts'

const assessContainer = (pod: Pod, container: Container): Assessment => {
  const path = `${container.pointer}/securityContext/capabilities/add`
  const names = findAddedBeyond(container, BASELINE_CAPABILITIES).join(', ')
  if (names === '') return compliant(path, container)
  return assessDecision(pod, {
    container,
    path,
    quote: `capabilities.add: ${names}`,
    reason: `the container added capabilities that Baseline forbids: ${names}`,
    holdReason: `the manifest adds ${names}`,
    hint: `remove ${names} from capabilities.add, or exempt the container from this control`,
    operations: removeAdded(container, BASELINE_CAPABILITIES),
  })
}

const control: Control = {
  id: 'safe-capabilities',
  title: 'No container adds a capability that the Baseline standard forbids',
  rationale:
    'SYS_ADMIN, NET_ADMIN, SYS_PTRACE, BPF and similar capabilities affect more than the container, up to ' +
    'control over the node; NET_RAW lets it forge packets. Names are compared as in Kubernetes: CAP_CHOWN is not ' +
    'CHOWN.',
  breaks:
    'Agents that configure networks, mount file systems, trace processes or load BPF programs, and ping over raw ' +
    'sockets. They log "Operation not permitted".',
  references: [pss('capabilities_baseline', 'baseline', '1.0'), cis('1.11', '5.2.9')],
  fields: containerFields('securityContext/capabilities/add/**'),
  assess: (pod) => pod.containers.map((container) => assessContainer(pod, container)),
}

export default control
