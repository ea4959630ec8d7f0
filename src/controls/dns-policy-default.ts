import { evidenceAt, objectionIf } from '../evidence/evidence.ts'
import { findInPod, uniqueEvidence } from '../evidence/text/text.ts'
import { asObject, asString } from '../kube/pod/pod.ts'
import type { Assessment, Control, Evidence, EvidenceContext, InputEvidence, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { assessDecision, compliant } from './common/assessments.ts'
import { kubernetes } from './common/references.ts'

const CLUSTER = '[\\w.-]*\\.svc|[\\w.-]+\\.cluster\\.local'

/** URLs of databases and message brokers, which usually run in the cluster. */
const STORES =
  /(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|kafka|nats|memcached?|cassandra|jdbc:\w+):\/\//i

const STORE_VARIABLE =
  /^(?:\w+_)?(?:DATABASE|DB|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|MONGO(?:DB)?|REDIS|VALKEY|KAFKA|RABBITMQ|AMQP|NATS|MEMCACHED|CASSANDRA|BROKER)_?(?:HOST(?:S|NAME)?|URLS?|URI|ADDR(?:ESS)?|SERVERS?|BROKERS?|DSN)$/

/** A URL host without a dot, which only the search domains of the cluster resolve. */
const SHORT_HOST =
  /(?<=\b(?:https?|wss?|grpcs?|tcp|udp|ldaps?|smtps?):\/\/)(?!localhost\b)[a-z](?:[a-z0-9-]*[a-z0-9])?(?=[:/?#\s"'`,;)\]}]|$)/m

/** Finds the Service of a StatefulSet, by which its pods find each other. */
const findGoverningService = (pod: Pod): Evidence[] => {
  if (pod.resource.kind !== 'StatefulSet') return []
  const name = asString(asObject(pod.object.spec).serviceName) ?? ''
  return name === '' ? [] : [evidenceAt(pod, `${pod.objectPointer}/spec/serviceName`, `serviceName: ${name}`)]
}

/** The pattern for the Services of an input, which is the same for all of its pods. */
const clusterNames = new WeakMap<InputEvidence, RegExp>()

const buildClusterNames = ({ services }: InputEvidence): RegExp => {
  const names = services.map(({ resource }) => resource.name).filter((name) => /^[a-z0-9-]+$/.test(name))
  return new RegExp(`(?<![\\w-])(?:${[...new Set(names), CLUSTER].join('|')})(?![\\w-])`)
}

/**
 * Finds names that only the cluster DNS resolves: Services in the input, `.svc` and `cluster.local`, URL hosts without a
 * dot, databases and message brokers, and the pod's own peers.
 */
export const findClusterNames = (pod: Pod, context: EvidenceContext): Evidence[] => {
  const words = clusterNames.get(context.input) ?? buildClusterNames(context.input)
  clusterNames.set(context.input, words)
  return uniqueEvidence([
    ...findInPod(pod, context, words),
    ...findInPod(pod, context, STORES),
    ...findInPod(pod, context, SHORT_HOST),
    ...findInPod(pod, context, STORE_VARIABLE),
    ...findGoverningService(pod),
  ])
}

const assess = (pod: Pod, context: EvidenceContext): Assessment[] => {
  const path = `${pod.pointer}/dnsPolicy`
  const policy = pod.spec.dnsPolicy ?? 'ClusterFirst'
  if (policy === 'Default' || pod.windows || pod.spec.hostNetwork === true) return [compliant(path)]
  const operations = setField({ value: pod.spec, pointer: pod.pointer }, ['dnsPolicy'], 'Default')
  const reason = 'the pod could resolve every Service of the cluster'
  if (policy !== 'ClusterFirst')
    return [
      assessDecision(pod, {
        path,
        quote: `dnsPolicy: ${String(policy)}`,
        reason,
        holdReason: `the manifest sets dnsPolicy: ${String(policy)}`,
        hint: 'set dnsPolicy: Default if the pod does not look up Services by name',
        operations,
      }),
    ]
  const names = findClusterNames(pod, context)
  const absent = pod.spec.dnsPolicy === undefined ? 'no dnsPolicy in the pod' : 'dnsPolicy: ClusterFirst'
  const objection = objectionIf(
    names,
    'the pod uses names that only the cluster DNS resolves',
    'keep the cluster DNS, or use addresses that resolve outside the cluster',
  )
  return [
    {
      path,
      state: 'open',
      operations,
      reason,
      evidence: [evidenceAt(pod, pod.spec.dnsPolicy === undefined ? pod.pointer : path, absent)],
      confidence: 'assumed',
      ...(objection === undefined ? {} : { objection }),
    },
  ]
}

const control: Control = {
  id: 'dns-policy-default',
  title: 'The pod does not use the cluster DNS',
  rationale:
    'The cluster DNS reveals which Services exist, and DNS queries can exfiltrate data even if all other egress ' +
    'is blocked.',
  breaks:
    'Every lookup of a Service fails with "no such host" or "name or service not known", including names that ' +
    'the pod learns at run time. Meant for pods that only connect to hosts outside the cluster.',
  references: [
    kubernetes(
      "Pod's DNS policy",
      'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy',
    ),
  ],
  fields: ['/spec/dnsPolicy'],
  optional: true,
  assess,
}

export default control
