import { parseImage, repositoryWords } from '../evidence/image/names.ts'
import { argvsOf } from '../evidence/text/commands.ts'
import { asList, asObject, asString } from '../kube/pod/pod.ts'
import type { Container, Evidence, Pod } from '../model.ts'
import { join } from '../pointer.ts'

/** Words in the names of images, containers and ports of database servers. */
const DATABASE =
  /^(?:db|database|postgres(?:ql)?|pgsql|postgis|pgvector|timescaledb|mysql|mariadb|percona|mssql|sqlserver|oracle(?:db)?|mongo(?:d|db)?|cassandra|scylla(?:db)?|cockroach(?:db)?|yugabyte(?:db)?|clickhouse|couchdb|couchbase|rethinkdb|arangodb|neo4j|dgraph|influxdb|questdb|tidb|tikv|etcd|elasticsearch|opensearch)\d*$/

/** Words in the names of programs that use a database, or look after one. */
const CLIENT =
  /^(?:admin|agent|api|app|backups?|bouncer|cli|client|dashboards?|dump(?:er)?|exporter|express|gui|init|job|kibana|metrics|migrat(?:e|ion|ions|or)|monitor|operator|pgadmin\d*|pgbouncer|phpmyadmin|pooler|proxy|restore|router|shell|tools?|ui|web)$/

/** Programs that read or copy a database. */
const CLIENT_PROGRAM =
  /(?:^|[\s/'"])(?:\w*dump(?:all)?|psql|pg_restore|pg_basebackup|mysql|mongo(?:sh|restore|export)?|cqlsh)\b/

/** The ports on which database servers listen by default. */
const PORTS: readonly number[] = [1433, 1521, 2379, 3306, 5432, 5984, 7687, 9042, 9200, 26_257, 27_017]

const wordsOf = (text: string): string[] => text.toLowerCase().split(/[^a-z0-9]+/)

/** Whether the container runs something else than the server: a job, an init container, a client or a dump. */
const isClient = ({ resource }: Pod, container: Container, image: string): boolean => {
  if (/^(?:Cron)?Job$/.test(resource.kind) || (container.list === 'initContainers' && !container.sidecar)) return true
  const names = [image, ...wordsOf(container.name), ...wordsOf(resource.name)].flatMap(wordsOf)
  return (
    names.some((word) => CLIENT.test(word)) ||
    argvsOf(container).some((argv) => CLIENT_PROGRAM.test(JSON.stringify(argv)))
  )
}

/** Finds signs that a container is the server of a database: its image, its name, or a port. */
export const findDatabase = (pod: Pod, container: Container): Evidence[] => {
  const { name, value, pointer } = container
  const reference = asString(value.image) ?? ''
  const words = repositoryWords(parseImage(reference))
  if (isClient(pod, container, words.join(' '))) return []
  const quote = (text: string, ...steps: (string | number)[]): Evidence => ({
    source: 'manifest',
    text,
    at: { document: pod.document, pointer: join(pointer, ...steps) },
  })
  const ports = asList(value.ports).flatMap((item, index) => {
    const { containerPort, name: portName } = asObject(item)
    const isKnown = PORTS.includes(Number(containerPort)) || wordsOf(asString(portName) ?? '').some(isDatabase)
    return isKnown ? [quote(`containerPort: ${String(containerPort)}`, 'ports', index)] : []
  })
  return [
    ...(words.some(isDatabase) ? [quote(`image: ${reference}`, 'image')] : []),
    ...(wordsOf(name).some(isDatabase) ? [quote(`name: ${name}`, 'name')] : []),
    ...ports,
  ].slice(0, 1)
}

const isDatabase = (word: string): boolean => DATABASE.test(word)
