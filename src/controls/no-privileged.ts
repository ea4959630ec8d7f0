import { isPrivileged } from '../kube/pod/security-context.ts'
import { mountsOf } from '../kube/pod/volumes.ts'
import type { Assessment, Container, Control, EvidenceContext, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { assessDecision, compliant, containerFields, type Decision } from './common/assessments.ts'
import { cis, pss } from './common/references.ts'

const explainHold = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
): Pick<Decision, 'holdReason' | 'hint' | 'cause' | 'evidence'> => {
  if (mountsOf(container).some((mount) => mount.value.mountPropagation === 'Bidirectional'))
    return {
      cause: 'api-rule',
      holdReason:
        'a mount has mountPropagation: Bidirectional, which the API server only allows in privileged containers',
      hint: 'change mountPropagation to HostToContainer or remove it, then set privileged: false',
    }
  const evidence = context.requirementsOf(pod, container).builders
  if (evidence.length > 0)
    return {
      holdReason: 'the manifest sets privileged: true, and the container builds images or runs containers',
      hint: 'use a rootless builder, or build outside the cluster, then set privileged: false',
      evidence,
    }
  return {
    holdReason: 'the manifest sets privileged: true',
    hint: 'add only the capabilities that the container needs, then set privileged: false',
  }
}

const assessContainer = (pod: Pod, container: Container, context: EvidenceContext): Assessment => {
  const path = `${container.pointer}/securityContext/privileged`
  if (!isPrivileged(container)) return compliant(path, container)
  return assessDecision(pod, {
    container,
    path,
    quote: 'privileged: true',
    reason: 'the container was privileged: it had all capabilities and all devices of the node',
    operations: setField(container, ['securityContext', 'privileged'], false),
    ...explainHold(pod, container, context),
  })
}

const control: Control = {
  id: 'no-privileged',
  title: 'No container is privileged',
  rationale:
    'A privileged container has all capabilities, all devices of the node and no seccomp or AppArmor ' +
    'confinement: its root is root on the node.',
  breaks:
    'Containers that load kernel modules, mount file systems, set sysctls of the node or open devices fail with ' +
    '"operation not permitted", "permission denied" or "read-only file system". Typical examples are CNI and CSI ' +
    'agents, and init containers that run sysctl.',
  references: [pss('privileged', 'baseline', '1.0'), cis('1.12', '5.2.2')],
  fields: containerFields('securityContext/privileged'),
  assess: (pod, context) => pod.containers.map((container) => assessContainer(pod, container, context)),
}

export default control
