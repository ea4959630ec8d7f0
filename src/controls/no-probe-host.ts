import { asObject, asString } from '../kube/pod/pod.ts'
import type { Assessment, Container, Control, Pod } from '../model.ts'
import { removeField } from '../patch/operations.ts'
import { assessDecision, compliant, containerFields } from './common/assessments.ts'
import { pss } from './common/references.ts'

const HANDLERS = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
].flatMap((handler) => [
  [...handler, 'httpGet'],
  [...handler, 'tcpSocket'],
])

const assessHandler = (pod: Pod, container: Container, steps: string[]): Assessment[] => {
  const action = steps.reduce((value, step) => asObject(value[step]), container.value)
  const host = asString(action.host) ?? ''
  if (host === '') return []
  const field = [...steps, 'host']
  return [
    assessDecision(pod, {
      container,
      path: `${container.pointer}/${field.join('/')}`,
      quote: `${field.join('.')}: ${host}`,
      reason: 'the kubelet could be made to connect to any host',
      holdReason: `the manifest makes the kubelet connect to ${host}`,
      hint: 'remove host, so that the kubelet connects to the pod; set an HTTP host name in httpHeaders',
      operations: removeField(container, field),
    }),
  ]
}

const assessContainer = (pod: Pod, container: Container): Assessment[] => {
  const assessments = HANDLERS.flatMap((steps) => assessHandler(pod, container, steps))
  return assessments.length > 0 ? assessments : [compliant(container.pointer, container)]
}

const control: Control = {
  id: 'no-probe-host',
  title: 'Probes and lifecycle hooks only connect to their own pod',
  rationale:
    'The kubelet makes these requests from the network of the node, so a host in a probe can be used to scan ' +
    'what only the node can reach.',
  breaks:
    'Probes of servers that listen only on 127.0.0.1: the kubelet then connects to the IP address of the pod, ' +
    'the probe fails with "connection refused", and the container is restarted or receives no traffic.',
  references: [pss('hostProbesAndHostLifecycle', 'baseline', '1.34')],
  fields: HANDLERS.flatMap((steps) => containerFields(`${steps.join('/')}/host`)),
  independent: true,
  assess: (pod) => pod.containers.flatMap((container) => assessContainer(pod, container)),
}

export default control
