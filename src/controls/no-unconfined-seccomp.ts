import { objection } from '../evidence/evidence.ts'
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
      reason: 'seccomp was disabled',
      evidence: [evidence],
      confidence: 'assumed',
      objection: objection(
        'the manifest disables seccomp',
        'remove Unconfined, or set a Localhost profile that allows what the process needs',
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
    'Without a profile a process can make every system call, including those that container escapes have used. ' +
    'Unconfined also overrides the default of the cluster.',
  breaks:
    'Processes that create namespaces, trace other processes or load BPF programs without the capability for it: ' +
    'rootless builds, the sandbox of browsers, profilers. They log "Operation not permitted" or "Function not ' +
    'implemented".',
  references: [pss('seccompProfile_baseline', 'baseline', '1.19')],
  fields: SECCOMP_FIELDS,
  assess: (pod) => [assessProfile(pod), ...pod.containers.map((container) => assessProfile(pod, container))].flat(),
}

export default control
