import { ownField } from '../kube/pod/security-context.ts'
import type { Assessment, Container, Control, Pod } from '../model.ts'
import { removeField } from '../patch/operations.ts'
import { assessDecision, compliant, containerFields } from './common/assessments.ts'
import { pss } from './common/references.ts'

const assessContainer = (pod: Pod, container: Container): Assessment => {
  const path = `${container.pointer}/securityContext/procMount`
  const procMount = ownField(container.value, 'procMount')
  if (procMount === undefined || procMount === 'Default') return compliant(path, container)
  return assessDecision(pod, {
    container,
    path,
    quote: `procMount: ${String(procMount)}`,
    reason: 'the parts of /proc that runtimes mask or make read-only were exposed',
    holdReason: `the manifest sets procMount: ${String(procMount)}`,
    hint: 'remove procMount unless the container itself runs containers',
    operations: removeField(container, ['securityContext', 'procMount']),
  })
}

const control: Control = {
  id: 'default-proc-mount',
  title: 'The sensitive parts of /proc stay masked',
  rationale:
    'Container runtimes mask parts of /proc, such as kcore and timer_list, and make others read-only, because ' +
    'they expose the kernel and other containers or can change the node.',
  breaks:
    'Containers that run containers, and rootless builders: mounting /proc inside them fails with "operation not ' +
    'permitted".',
  references: [pss('procMount', 'baseline', '1.0'), pss('procMount_restricted', 'restricted', '1.35')],
  fields: containerFields('securityContext/procMount'),
  assess: (pod) => pod.containers.map((container) => assessContainer(pod, container)),
}

export default control
