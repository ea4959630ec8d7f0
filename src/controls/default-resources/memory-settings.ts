import { findWords, programNames } from '../../evidence/text/commands.ts'
import {
  searchTexts,
  selectTexts,
  type TextGroup,
  textsOfContainer,
  uniqueEvidence,
  variableNames,
} from '../../evidence/text/text.ts'
import { asObject } from '../../kube/pod/pod.ts'
import { mountsOf, volumesNamed } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

/** Options and settings for the memory of programs, by the program that reads them. */
const SETTINGS: readonly string[] = [
  // The JVM and Java programs: Elasticsearch, Kafka, Cassandra, Solr, Neo4j, Spark.
  String.raw`-Xm[nsx]\d+\w?`,
  String.raw`\b(?:Max|Min|Initial)RAM(?:Percentage|Fraction)?\b`,
  String.raw`\bMax(?:HeapSize|DirectMemorySize|MetaspaceSize)\b`,
  String.raw`\b\w*HEAP_?(?:SIZE|OPTS)\b`,
  String.raw`\bSOLR_(?:HEAP|JAVA_MEM)\b`,
  '(?:dbms|server)[._]memory[._](?:heap|pagecache)',
  String.raw`\bSPARK_[A-Z]+_MEMORY\b`,
  // Go, .NET, Node, PHP.
  String.raw`\bGOMEMLIMIT\b`,
  String.raw`\b(?:DOTNET|COMPlus)_GCHeapHardLimit\w*`,
  '--max[-_](?:old|semi)[-_]space[-_]size',
  String.raw`\b(?:PHP_)?(?:memory_limit|MEMORY_LIMIT)\b`,
  // MySQL, PostgreSQL, Redis, MongoDB, ClickHouse, RabbitMQ, memcached, the OpenTelemetry collector.
  String.raw`\binnodb_buffer_pool\w*`,
  String.raw`\bshared_buffers\b`,
  String.raw`\bmaxmemory\b`,
  String.raw`\bwiredTigerCacheSizeGB\b`,
  String.raw`\bmax_server_memory_usage\w*`,
  String.raw`\bvm_memory_high_watermark\b`,
  '--memory-limit',
  String.raw`\blimit_mib\b`,
]

const WORDS = new RegExp(SETTINGS.join('|'))

/** Variables with options of a runtime that sizes its heap by the available memory. */
const RUNTIMES = /^\w*(?:JAVA(?:_TOOL)?|JVM|CATALINA|NODE)_OPT(?:ION)?S$/

/** The launcher of the JVM, whose heap is a quarter of the available memory by default. */
const JAVA = programNames('java')

/** Evidence for how the program of a container sizes its memory. */
export interface MemoryEvidence {
  /** Settings for the memory of the program, and volumes in memory. */
  settings: Evidence[]
  /** Variables and programs of a runtime that sizes its heap by the limit. */
  runtime: Evidence[]
}

/** Finds memory settings and runtimes in the text that a container reads. */
export const findMemory = (pod: Pod, container: Container, context: EvidenceContext): MemoryEvidence => {
  const mounted = mountsOf(container).map(({ name }) => name)
  const volumes = volumesNamed(pod, mounted)
    .filter(({ value }) => asObject(value.emptyDir).medium === 'Memory')
    .map(({ name, pointer }): Evidence => {
      const at = { document: pod.document, pointer: join(pointer, 'emptyDir', 'medium') }
      return { source: 'manifest', text: `medium: Memory in volume "${name}"`, at }
    })
  const texts = textsOfContainer(pod, container, context)
  const variables = selectTexts(texts, variableNames)
  const evidence = (pieces: readonly TextGroup[], words: RegExp): Evidence[] =>
    uniqueEvidence(searchTexts(pieces, words).map(({ evidence }) => evidence))
  const runtime = [...evidence(variables, RUNTIMES), ...findWords(pod, container, JAVA)]
  return { settings: [...evidence(texts, WORDS), ...volumes], runtime }
}
