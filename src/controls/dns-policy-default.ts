import { clusterNames } from '../evidence/cluster-names.ts'
import type { Context, Control, Judgement, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { clueAt, compliant, decided } from './shared/decisions.ts'
import { kubernetes } from './shared/references.ts'

const judge = (pod: Pod, context: Context): Judgement[] => {
  const path = `${pod.pointer}/dnsPolicy`
  const policy = pod.spec.dnsPolicy ?? 'ClusterFirst'
  if (policy === 'Default' || pod.windows || pod.spec.hostNetwork === true) return [compliant(path)]
  const operations = setField({ value: pod.spec, pointer: pod.pointer }, ['dnsPolicy'], 'Default')
  const reason = 'the pod could look up every Service of the cluster'
  if (policy !== 'ClusterFirst')
    return [
      decided(pod, {
        path,
        quote: `dnsPolicy: ${String(policy)}`,
        reason,
        because: `the manifest asks for dnsPolicy: ${String(policy)}`,
        hint: 'set dnsPolicy: Default if the pod calls no Service by name',
        operations,
      }),
    ]
  const names = clusterNames(pod, context)
  const absent = pod.spec.dnsPolicy === undefined ? 'no dnsPolicy in the pod' : 'dnsPolicy: ClusterFirst'
  const against = {
    cause: 'evidence' as const,
    reason: 'the pod calls Services by name, which only the DNS of the cluster can resolve',
    hint: 'leave it, or give the pod addresses that resolve outside of the cluster',
    evidence: names,
  }
  return [
    {
      path,
      state: 'open',
      operations,
      reason,
      evidence: [clueAt(pod, pod.spec.dnsPolicy === undefined ? pod.pointer : path, absent)],
      confidence: 'assumed',
      ...(names.length === 0 ? {} : { against }),
    },
  ]
}

const control: Control = {
  id: 'dns-policy-default',
  title: 'The pod does not use the DNS of the cluster',
  rationale:
    'The DNS of the cluster reveals which Services there are, and it is a way to take data out where every other way is closed.',
  breaks:
    'Every lookup of a Service fails with "no such host" or "name or service not known", including names that the pod learns only while it runs. Meant for pods that talk only to the world outside the cluster.',
  references: [
    kubernetes(
      "Pod's DNS policy",
      'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy',
    ),
  ],
  fields: ['/spec/dnsPolicy'],
  optional: true,
  judge,
}

export default control
