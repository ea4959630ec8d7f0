import { asList, asObject } from '../../kube/pod/pod.ts'
import type { Container, Evidence, EvidenceContext, InputEvidence, InputObject, Json, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { perContainer } from '../cache.ts'
import { evidenceAt } from '../evidence-at.ts'
import type { KnownImage } from '../image/facts.ts'
import { searchTexts, textOfContainer } from '../text/text.ts'

/** A port below 1024 on which a container listens, and what says so. */
export interface LowPort {
  port: number
  clue: Evidence
}

/** The first port that the kernel gives to any user, where nobody told it otherwise. */
const FIRST_UNPRIVILEGED = 1024

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const

/** `--port 80`, `--http-port=80`, `--listen=:80`, `-listen 0.0.0.0:80`: flags that name what is listened on. */
const FLAG =
  /^--?(?:[\w.-]*[-_.])?(?:port|listen|bind|addr|address|listen-address)(?:=(?:(?:[\w.*]*|\[[\da-f:]*\]):)?(\d{1,5}))?$/i
const ADDRESS = /^(?:(?:[\w.*]*|\[[\da-f:]*\]):)?(\d{1,5})$/i

/** Variables of which the name says that the container itself listens there; `DB_PORT` is the port of another. */
const VARIABLE = /^(?:(?:HTTPS?|LISTEN|SERVER|APP|BIND|WEB|UI)_)?(?:PORT|LISTEN|ADDR|ADDRESS|LISTEN_ADDR(?:ESS)?)$/

const isLow = (port: Json | undefined): port is number =>
  typeof port === 'number' && Number.isInteger(port) && port > 0 && port < FIRST_UNPRIVILEGED

const declared = (pod: Pod, container: Container): LowPort[] =>
  asList(container.value.ports).flatMap((item, index): LowPort[] => {
    const { containerPort } = asObject(item)
    if (!isLow(containerPort)) return []
    const pointer = join(container.pointer, 'ports', index, 'containerPort')
    return [{ port: containerPort, clue: evidenceAt(pod, pointer, `containerPort ${containerPort}`) }]
  })

const probed = (pod: Pod, container: Container): LowPort[] =>
  PROBES.flatMap((probe) =>
    ['httpGet', 'tcpSocket', 'grpc'].flatMap((action): LowPort[] => {
      const { port } = asObject(asObject(container.value[probe])[action])
      if (!isLow(port)) return []
      const pointer = join(container.pointer, probe, action, 'port')
      return [{ port, clue: evidenceAt(pod, pointer, `port ${port} of the ${probe}`) }]
    }),
  )

/** The port that a word of a command line names, given the word before it. */
const portOf = (word: string, before: string | undefined): number | undefined => {
  const own = FLAG.exec(word)
  if (own !== null) return own[1] === undefined ? undefined : Number(own[1])
  const value = before !== undefined && FLAG.test(before) && !before.includes('=') ? ADDRESS.exec(word) : null
  return value === null ? undefined : Number(value[1])
}

const asked = (pod: Pod, container: Container): LowPort[] =>
  ['command', 'args'].flatMap((field) => {
    let before: string | undefined
    return asList(container.value[field]).flatMap((item, index): LowPort[] => {
      // A shell script is one item of many words.
      const words = typeof item === 'string' ? item.split(/\s+/) : []
      return words.flatMap((word): LowPort[] => {
        const port = portOf(word, before)
        before = word
        if (!isLow(port)) return []
        const pointer = join(container.pointer, field, index)
        return [{ port, clue: evidenceAt(pod, pointer, `port ${port} in ${field} of container "${container.name}"`) }]
      })
    })
  })

const configured = (pod: Pod, container: Container, context: EvidenceContext): LowPort[] => {
  const texts = textOfContainer(pod, container, context).filter(
    ({ kind, variable, secretive }) => kind === 'env' && !secretive && VARIABLE.test(variable ?? ''),
  )
  return searchTexts(texts, /^\S+$/).flatMap(({ words, clue: evidence }): LowPort[] => {
    const port = Number(ADDRESS.exec(words)?.[1])
    return isLow(port) ? [{ port, clue: evidence }] : []
  })
}

/** A low port by its number, to which a Service sends what is meant for the pods that it selects. */
interface Served extends LowPort {
  selector: [string, Json][]
}

const servedPorts = (service: InputObject): Served[] => {
  const { selector, ports } = asObject(service.value.spec)
  const wanted = Object.entries(asObject(selector))
  if (wanted.length === 0) return []
  return asList(ports).flatMap((item, index): Served[] => {
    const { port, targetPort = port } = asObject(item)
    if (!isLow(targetPort)) return []
    const { document, pointer } = service.at
    const place = { document, pointer: join(pointer, 'spec', 'ports', index) }
    const text = `Service "${service.resource.name}" sends to port ${targetPort}`
    return [{ selector: wanted, port: targetPort, clue: { source: 'manifest', text, at: place } }]
  })
}

const servedIn = new WeakMap<InputEvidence, Served[]>()

/** The low ports to which Services of the stream send what is meant for the pod. */
const served = (pod: Pod, { input }: EvidenceContext): LowPort[] => {
  const all = servedIn.get(input) ?? input.services.flatMap(servedPorts)
  servedIn.set(input, all)
  const labels = asObject(pod.metadata.labels)
  return all
    .filter(({ selector }) => selector.every(([key, label]) => labels[key] === label))
    .map(({ port, clue: evidence }) => ({ port, clue: evidence }))
}

const shown = perContainer((pod, container, context): LowPort[] => [
  ...declared(pod, container),
  ...probed(pod, container),
  ...asked(pod, container),
  ...configured(pod, container, context),
  ...served(pod, context),
])

/**
 * The ports below 1024 on which a container listens, as far as its ports, probes, arguments and environment, the
 * Services in front of it and the facts about its image tell.
 */
export const lowPortsOf = (
  pod: Pod,
  container: Container,
  known: KnownImage | undefined,
  context: EvidenceContext,
): LowPort[] => [
  ...shown(pod, container, context),
  ...(known?.facts.lowPorts ?? []).map((port) => ({
    port,
    clue: known?.clue(`${known.facts.image} listens on port ${port}`) as Evidence,
  })),
]
