import { evidenceAt, objection } from '../../evidence/build.ts'
import { asObject, isObject } from '../../kube/pod/pod.ts'
import type { Assessment, Container, Evidence, Pod } from '../../model.ts'
import { compliant, quoteAbsence } from './assessments.ts'

const quoteWindows = (pod: Pod): Evidence =>
  isObject(pod.spec.nodeSelector)
    ? evidenceAt(pod, `${pod.pointer}/nodeSelector`, 'nodeSelector selects Windows nodes')
    : evidenceAt(pod, pod.pointer, 'the pod runs on Windows')

/**
 * Assesses an unset Linux-only field of a Windows pod. Pod Security admission only exempts pods with `spec.os.name:
 * windows`; other signs of Windows leave a violation, but setting the field would break the pod.
 */
export const assessUnsetOnWindows = (pod: Pod, path: string, field: string, container?: Container): Assessment => {
  if (asObject(pod.spec.os).name === 'windows') return compliant(path, container)
  return {
    ...compliant(path, container),
    state: 'open',
    reason: `${field} was not set`,
    evidence: [quoteAbsence(pod, field, container)],
    objection: objection(
      `the pod runs on Windows, which has no ${field}`,
      'set spec.os.name: windows, which exempts the pod from this rule of the Restricted standard',
      [quoteWindows(pod)],
      { cause: 'api-rule', expected: true },
    ),
  }
}

/** Assesses a Windows pod with `runAsNonRoot` unset; `spec.os.name` does not exempt it from that check. */
export const assessRootOnWindows = (pod: Pod, path: string): Assessment => ({
  ...compliant(path),
  state: 'open',
  reason: 'the container may run as ContainerAdministrator',
  evidence: [quoteAbsence(pod, 'runAsNonRoot')],
  objection: objection(
    'the pod runs on Windows, and the users of its images are unknown',
    'set runAsNonRoot: true, and windowsOptions.runAsUserName if the image needs it',
    [quoteWindows(pod)],
  ),
})
