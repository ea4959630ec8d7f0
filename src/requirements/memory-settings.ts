import { findInGroups } from '../evidence/evidence.ts'
import { ranCommands } from '../evidence/shell/ran-commands.ts'
import { findWords, programNames } from '../evidence/text/commands.ts'
import {
  searchTexts,
  selectTexts,
  type TextGroup,
  textsOfContainer,
  uniqueEvidence,
  variableNames,
} from '../evidence/text/text.ts'
import { asObject } from '../kube/pod/pod.ts'
import { mountsOf, volumesNamed } from '../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, KnownImage, MemoryEvidence, Pod } from '../model.ts'
import { join } from '../pointer.ts'

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
  String.raw`\binnodb[-_]buffer[-_]pool[-\w]*`,
  String.raw`\bshared[-_]buffers\b`,
  String.raw`\bmaxmemory\b`,
  String.raw`\bwiredTigerCacheSizeGB\b`,
  String.raw`\bmax_server_memory_usage\w*`,
  String.raw`\bvm_memory_high_watermark\b`,
  '--memory-limit',
  String.raw`\blimit_mib\b`,
]

const WORDS = new RegExp(SETTINGS.join('|'))

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)

const MEMORY: ReadonlySet<string> = new Set(
  'mem memory maxmem maxmemory maxmemorysize heap xmx xms malloc ram'.split(' '),
)

const CACHE = /^(?:cache|caches|cachesize|pool|buffer|buffers)$/

/** An amount of memory: a number, a number with a unit, or a share. */
const AMOUNT = /^\d{1,20}(?:\.\d{1,9})?\s?(?:([kmgt])i?b?|%|bytes)?$/i

/** Names of options and variables are short, and others are not split into words. */
const LONGEST_NAME = 80

/** Whether a setting gives a program an amount of memory. A cache may also be sized in entries, without a unit. */
const isMemory = (name: string, value: string): boolean => {
  const amount = name.length > LONGEST_NAME ? null : AMOUNT.exec(value)
  if (amount === null || Number.parseFloat(value) === 0) return false
  const words = wordsOf(name)
  return words.some((word) => MEMORY.has(word)) || (amount[1] !== undefined && words.some((word) => CACHE.test(word)))
}

/** The least number of megabytes that `-m` is taken for: other programs have a timeout or a mode there. */
const LEAST_MEGABYTES = 64

/** Whether `-m` is the memory of memcached, or of an image that gets only options. */
const isShort = (program: string, value: string): boolean =>
  (program === 'memcached' || program === '' || program === 'docker-entrypoint.sh') &&
  AMOUNT.test(value) &&
  (Number.parseFloat(value) >= LEAST_MEGABYTES || /[a-z]/i.test(value))

/** Finds options with an amount of memory: `--max-memory=4g`, `-memory.allowedBytes 4GB`, `-m 4096`, `-s malloc,2G`. */
const findOptions = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] =>
  ranCommands(pod, container, context).flatMap(({ program, args, pointers, where, at }) =>
    args.flatMap((word, i): Evidence[] => {
      if (!word.startsWith('-') || word.length > 2 * LONGEST_NAME) return []
      const [, name = word, own] = /^(-[^=]*)=(.*)$/s.exec(word) ?? []
      const value = own ?? args[i + 1] ?? ''
      const short = /^-m(.*)$/s.exec(word)?.[1]
      const isFound =
        isMemory(name, value) ||
        (short !== undefined && isShort(program, short === '' ? value : short)) ||
        (program === 'varnishd' && name === '-s' && /,\d/.test(value))
      const place = pointers?.[i] === undefined ? at : { document: at.document, pointer: pointers[i] as string }
      return isFound ? [{ source: 'manifest', text: `${name} in ${where}`, at: place }] : []
    }),
  )

const amounts = (group: TextGroup): Evidence[] =>
  group.flatMap(({ kind, variable, text, isSecret, where, at }): Evidence[] =>
    kind === 'env' && variable !== undefined && !isSecret && isMemory(variable, text)
      ? [{ source: 'manifest', text: where, at }]
      : [],
  )

/** Variables with options of a runtime that sizes its heap by the available memory. */
const RUNTIMES = /^\w*(?:JAVA(?:_TOOL)?|JVM|CATALINA|NODE)_OPT(?:ION)?S$/

/** The launcher of the JVM, whose heap is a quarter of the available memory by default. */
const JAVA = programNames('java')

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
  const known = evidence(texts, WORDS)
  const named = known.length > 0 ? [] : [...findOptions(pod, container, context), ...findInGroups(texts, amounts)]
  return { settings: [...known, ...named, ...volumes], runtime }
}

/** The memory that the image of a container is known to need, with the evidence. */
export const findKnownNeed = (image: KnownImage | undefined): { amount: string; evidence: Evidence } | undefined => {
  const { memory } = image?.facts ?? {}
  if (image === undefined || memory === undefined) return undefined
  return { amount: memory, evidence: image.cite(`${image.facts.image} needs about ${memory} of memory`) }
}
