import { asObject, asString } from '../kube/pods.ts'
import type { Clue, Context, Pod } from '../model.ts'
import { manifestClue } from './manifest-clue.ts'
import { findInPod, uniqueClues } from './text.ts'

const CLUSTER = '[\\w.-]*\\.svc|[\\w.-]+\\.cluster\\.local'

/** Addresses of databases and message brokers, which hardly stand outside of the cluster. */
const STORES =
  /(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|kafka|nats|memcached?|cassandra|jdbc:\w+):\/\//i

const STORE_VARIABLE =
  /^(?:\w+_)?(?:DATABASE|DB|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|MONGO(?:DB)?|REDIS|VALKEY|KAFKA|RABBITMQ|AMQP|NATS|MEMCACHED|CASSANDRA|BROKER)_?(?:HOST(?:S|NAME)?|URLS?|URI|ADDR(?:ESS)?|SERVERS?|BROKERS?|DSN)$/

/** The host of a URL that is one word: only the search list of the cluster makes a name of it. */
const SHORT_HOST =
  /(?<=\b(?:https?|wss?|grpcs?|tcp|udp|ldaps?|smtps?):\/\/)(?!localhost\b)[a-z](?:[a-z0-9-]*[a-z0-9])?(?=[:/?#\s"'`,;)\]}]|$)/m

/** A StatefulSet's pods find each other by the name of its Service. */
const governingService = (pod: Pod): Clue[] => {
  if (pod.resource.kind !== 'StatefulSet') return []
  const name = asString(asObject(pod.object.spec).serviceName) ?? ''
  return name === '' ? [] : [manifestClue(pod, `${pod.objectPointer}/spec/serviceName`, `serviceName: ${name}`)]
}

/**
 * Clues that a pod looks up names that only the DNS of the cluster knows: names of Services of the stream, `.svc` and
 * `cluster.local`, hosts of URLs without a dot, databases and message brokers, its own peers.
 */
export const clusterNames = (pod: Pod, context: Context): Clue[] => {
  const names = context.stream.services.map(({ resource }) => resource.name).filter((name) => /^[a-z0-9-]+$/.test(name))
  const words = new RegExp(`(?<![\\w-])(?:${[...new Set(names), CLUSTER].join('|')})(?![\\w-])`)
  return uniqueClues([
    ...findInPod(pod, context, words),
    ...findInPod(pod, context, STORES),
    ...findInPod(pod, context, SHORT_HOST),
    ...findInPod(pod, context, STORE_VARIABLE),
    ...governingService(pod),
  ])
}
