import { objection } from '../evidence/objection.ts'
import type { Assessment, Container, Control, Pod } from '../model.ts'
import { compliant } from './common/assessments.ts'
import { pss } from './common/references.ts'
import { readSeccomp, SECCOMP_FIELDS } from './common/seccomp.ts'

const assessProfile = (pod: Pod, container?: Container): Assessment[] => {
  const { path, type, evidence, operations } = readSeccomp(pod, container)
  if (type !== 'Unconfined' || evidence === undefined) return container === undefined ? [compliant(path)] : []
  return [
    {
      ...compliant(path, container),
      state: 'decided',
      ...(pod.windows ? {} : { operations }),
      reason: 'seccomp was switched off',
      evidence: [evidence],
      confidence: 'assumed',
      objection: objection(
        'the manifest switches seccomp off',
        'remove Unconfined, or name a Localhost profile that allows what the process needs',
        [],
        { cause: 'deviation' },
      ),
    },
  ]
}

const control: Control = {
  id: 'no-unconfined-seccomp',
  title: 'No seccomp profile is Unconfined',
  rationale:
    'Without a profile every system call of the kernel is open to the process, including those that have served to ' +
    'break out of containers. Unconfined overrides what the cluster would do by default.',
  breaks:
    'Processes that make namespaces, trace others or load programs into the kernel without the capability for it: ' +
    'rootless builds, the sandbox of browsers, profilers. They log "Operation not permitted" or "Function not ' +
    'implemented" from the system call.',
  references: [pss('seccompProfile_baseline', 'baseline', '1.19')],
  fields: SECCOMP_FIELDS,
  assess: (pod) => [assessProfile(pod), ...pod.containers.map((container) => assessProfile(pod, container))].flat(),
}

export default control
