import { asObject } from '../kube/pod/pod.ts'
import type { Assessment, Control, Json, Pod } from '../model.ts'
import { assessDecision, compliant, type Decision } from './common/assessments.ts'
import { cis, pss } from './common/references.ts'

const isHostProcess = (securityContext: Json | undefined): boolean =>
  asObject(asObject(securityContext).windowsOptions).hostProcess === true

const buildDecision = (path: string): Decision => ({
  path,
  quote: 'windowsOptions.hostProcess: true',
  reason: 'the process ran directly on the Windows node, outside a container',
  holdReason: 'the manifest sets hostProcess: true, and such a container does not start as an ordinary one',
  hint: 'use a Windows container without hostProcess, or exempt the node agent',
})

const assess = (pod: Pod): Assessment[] => {
  const field = 'securityContext/windowsOptions/hostProcess'
  const podPath = `${pod.pointer}/${field}`
  const ofPod = isHostProcess(pod.spec.securityContext)
    ? assessDecision(pod, buildDecision(podPath))
    : compliant(podPath)
  const ofContainers = pod.containers
    .filter((container) => isHostProcess(container.value.securityContext))
    .map((container) => assessDecision(pod, { ...buildDecision(`${container.pointer}/${field}`), container }))
  return [ofPod, ...ofContainers]
}

const control: Control = {
  id: 'no-windows-host-process',
  title: 'No container is a HostProcess container',
  rationale: 'A HostProcess container has the network, the file system and, as SYSTEM, all rights of its Windows node.',
  breaks:
    'Nothing: casehard only reports it, because such a pod depends on the network and the file system of the ' +
    'node.',
  references: [pss('windowsHostProcess', 'baseline', '1.0'), cis('1.12', '5.2.10'), cis('1.11', '5.2.11')],
  fields: [],
  assess,
}

export default control
