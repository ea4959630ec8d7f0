import { evidenceAt } from '../evidence/evidence.ts'
import { asList, asObject, asString } from '../kube/pod/pod.ts'
import type { Assessment, Control, Pod } from '../model.ts'
import { removeField } from '../patch/operations.ts'
import { assessDecision, compliant } from './common/assessments.ts'
import { kubernetes, pss } from './common/references.ts'

/** The safe list of the Pod Security Standards as of policy version 1.37; names are compared verbatim. */
const SAFE = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_notsent_lowat',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]

const assess = (pod: Pod): Assessment[] => {
  const steps = ['securityContext', 'sysctls']
  const path = `${pod.pointer}/${steps.join('/')}`
  const sysctls = asList(asObject(pod.spec.securityContext).sysctls).map((item) => asString(asObject(item).name) ?? '')
  const unsafe = sysctls.flatMap((name, index) => (SAFE.includes(name) ? [] : [{ name, index }]))
  const [first, ...others] = unsafe
  if (first === undefined) return [compliant(path)]
  const root = { value: pod.spec, pointer: pod.pointer }
  const names = unsafe.map(({ name }) => name).join(', ')
  return [
    assessDecision(pod, {
      path,
      quote: first.name,
      reason: `sysctls outside the safe list were set: ${names}`,
      holdReason: `the manifest sets ${names}`,
      hint: 'set it on the nodes instead, or remove it',
      evidence: others.map(({ name, index }) => evidenceAt(pod, `${path}/${index}/name`, name)),
      operations:
        unsafe.length === sysctls.length
          ? removeField(root, steps)
          : unsafe.toReversed().flatMap(({ index }) => removeField(root, [...steps, index])),
    }),
  ]
}

const control: Control = {
  id: 'safe-sysctls',
  title: 'The pod sets no sysctl outside the safe list',
  rationale:
    'Sysctls outside the list affect more than the pod or use memory of the node, and the kubelet refuses most ' +
    'of them unless an administrator has allowed them.',
  breaks:
    'Load balancers, queues and databases that need a larger backlog or more shared memory run with the kernel ' +
    'defaults: slower, or with refused connections under load. Search engines that check the value at startup ' +
    'exit with a message that names it.',
  references: [
    pss('sysctls', 'baseline', '1.0'),
    kubernetes('Using sysctls', 'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/'),
  ],
  fields: ['/spec/securityContext/sysctls', '/spec/securityContext/sysctls/*'],
  independent: true,
  assess,
}

export default control
