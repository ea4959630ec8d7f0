import { findBuilders } from '../evidence/pod/privileged-uses.ts'
import { isPrivileged } from '../kube/pod/security-context.ts'
import { mountsOf } from '../kube/pod/volumes.ts'
import type { Assessment, Container, Control, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { assessDecision, compliant, containerFields, type Decision } from './common/assessments.ts'
import { cis, pss } from './common/references.ts'

const explainHold = (pod: Pod, container: Container): Pick<Decision, 'holdReason' | 'hint' | 'cause' | 'evidence'> => {
  if (mountsOf(container).some((mount) => mount.value.mountPropagation === 'Bidirectional'))
    return {
      cause: 'api-rule',
      holdReason:
        'a mount has mountPropagation: Bidirectional, which the API server grants to privileged containers only',
      hint: 'change mountPropagation to HostToContainer or remove it, then set privileged: false',
    }
  const evidence = findBuilders(pod, container)
  if (evidence.length > 0)
    return {
      holdReason: 'the manifest asks for a privileged container, which builds images or runs containers itself',
      hint: 'build with a rootless builder, or on machines outside of the cluster, then set privileged: false',
      evidence,
    }
  return {
    holdReason: 'the manifest asks for a privileged container',
    hint: 'add the capabilities that it really needs, then set privileged: false',
  }
}

const assessContainer = (pod: Pod, container: Container): Assessment => {
  const path = `${container.pointer}/securityContext/privileged`
  if (!isPrivileged(container)) return compliant(path, container)
  return assessDecision(pod, {
    container,
    path,
    quote: 'privileged: true',
    reason: 'the container was privileged: it had all capabilities and every device of the node',
    operations: setField(container, ['securityContext', 'privileged'], false),
    ...explainHold(pod, container),
  })
}

const control: Control = {
  id: 'no-privileged',
  title: 'No container is privileged',
  rationale:
    'A privileged container has all capabilities, sees every device and runs without seccomp and AppArmor: its root is root on the node.',
  breaks:
    'Whatever loads modules, mounts file systems, sets sysctls of the node or opens devices: it fails with "operation not permitted", "permission denied" or "read-only file system" in its log. CNI and CSI agents and init containers that call sysctl are the usual ones.',
  references: [pss('privileged', 'baseline', '1.0'), cis('1.12', '5.2.2')],
  fields: containerFields('securityContext/privileged'),
  assess: (pod) => pod.containers.map((container) => assessContainer(pod, container)),
}

export default control
