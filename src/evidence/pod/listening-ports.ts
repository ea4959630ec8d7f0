import { asList, asObject } from '../../kube/pod/pod.ts'
import { groupBy } from '../../lib/words.ts'
import type {
  Container,
  Evidence,
  EvidenceContext,
  InputEvidence,
  InputObject,
  Json,
  KnownImage,
  LowPort,
  Pod,
} from '../../model.ts'
import { join } from '../../pointer.ts'
import { evidenceAt, perContainer } from '../evidence.ts'
import { busyboxServerPort } from '../shell/busybox-server.ts'
import { ranCommands } from '../shell/ran-commands.ts'
import type { RanCommand } from '../shell/run.ts'
import { type PodText, searchTexts, selectTexts, type TextGroup, textsOfContainer } from '../text/text.ts'

/** The first port that unprivileged users can bind by default (net.ipv4.ip_unprivileged_port_start). */
const FIRST_UNPRIVILEGED = 1024

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const

/** Flags for the port or address to listen on: `--port 80`, `--http-port=80`, `--listen=:80`, `-listen 0.0.0.0:80`. */
const FLAG =
  /^--?(?:[\w.-]*[-_.])?(?:port|listen|bind|addr|address|listen-address)(?:=(?:(?:[\w.*]*|\[[\da-f:]*\]):)?(\d{1,5}))?$/i
const ADDRESS = /^(?:(?:[\w.*]*|\[[\da-f:]*\]):)?(\d{1,5})$/i

/** Variables for the container's own port; `DB_PORT` is the port of another one. */
const VARIABLE = /^(?:(?:HTTPS?|LISTEN|SERVER|APP|BIND|WEB|UI)_)?(?:PORT|LISTEN|ADDR|ADDRESS|LISTEN_ADDR(?:ESS)?)$/

const isLow = (port: Json | undefined): port is number =>
  typeof port === 'number' && Number.isInteger(port) && port > 0 && port < FIRST_UNPRIVILEGED

const declaredPorts = (pod: Pod, container: Container): LowPort[] =>
  asList(container.value.ports).flatMap((item, index): LowPort[] => {
    const { containerPort } = asObject(item)
    if (!isLow(containerPort)) return []
    const pointer = join(container.pointer, 'ports', index, 'containerPort')
    return [{ port: containerPort, evidence: evidenceAt(pod, pointer, `containerPort ${containerPort}`) }]
  })

const probedPorts = (pod: Pod, container: Container): LowPort[] =>
  PROBES.flatMap((probe) =>
    ['httpGet', 'tcpSocket', 'grpc'].flatMap((action): LowPort[] => {
      const { port } = asObject(asObject(container.value[probe])[action])
      if (!isLow(port)) return []
      const pointer = join(container.pointer, probe, action, 'port')
      return [{ port, evidence: evidenceAt(pod, pointer, `port ${port} of the ${probe}`) }]
    }),
  )

/** Returns the port that a word of a command line sets, given the word before it. */
const portOf = (word: string, before: string | undefined): number | undefined => {
  const own = FLAG.exec(word)
  if (own !== null) return own[1] === undefined ? undefined : Number(own[1])
  const value = before !== undefined && FLAG.test(before) && !before.includes('=') ? ADDRESS.exec(word) : null
  return value === null ? undefined : Number(value[1])
}

const argumentPorts = (pod: Pod, container: Container): LowPort[] =>
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
        return [
          { port, evidence: evidenceAt(pod, pointer, `port ${port} in ${field} of container "${container.name}"`) },
        ]
      })
    })
  })

const LISTENS = /^-[a-z]*l[a-z]*\d*$/
const PORT_OPTION = /^-[a-z]*p(\d*)$/

/** Returns the port of `nc -l -p 80`, `nc -lp80`, `nc -l 80` or `nc -lk 0.0.0.0 80`. */
const netcatPort = ({ program, args }: RanCommand): number | undefined => {
  if (!['nc', 'netcat'].includes(program) || !args.some((word) => LISTENS.test(word))) return undefined
  const option = args.findIndex((word) => PORT_OPTION.test(word))
  const glued = PORT_OPTION.exec(args[option] ?? '')?.[1]
  if (glued) return Number(glued)
  const operands = args.filter((word, i) => /^\d{1,5}$/.test(word) && !/^-[a-z]*[iqw]$/.test(args[i - 1] ?? ''))
  return Number(option < 0 ? operands.at(-1) : args[option + 1])
}

/** Finds the ports of servers that take it by an option of one letter, or have a default. */
const commandPorts = (pod: Pod, container: Container, context: EvidenceContext): LowPort[] =>
  ranCommands(pod, container, context).flatMap((command): LowPort[] => {
    const port = busyboxServerPort(command) ?? netcatPort(command)
    const { program, where, at } = command
    return isLow(port)
      ? [{ port, evidence: { source: 'manifest', text: `${program} on port ${port} in ${where}`, at } }]
      : []
  })

const ONE_WORD = /^\S+$/

const portVariables = (group: TextGroup): PodText[] =>
  group.filter(({ kind, variable, isSecret }) => kind === 'env' && !isSecret && VARIABLE.test(variable ?? ''))

const environmentPorts = (pod: Pod, container: Container, context: EvidenceContext): LowPort[] => {
  const texts = selectTexts(textsOfContainer(pod, container, context), portVariables)
  return searchTexts(texts, ONE_WORD).flatMap(({ words, evidence }): LowPort[] => {
    const port = Number(ADDRESS.exec(words)?.[1])
    return isLow(port) ? [{ port, evidence }] : []
  })
}

/** A low target port of a Service, with its selector. */
interface ServicePort extends LowPort {
  selector: [string, Json][]
}

const servedPorts = (service: InputObject): ServicePort[] => {
  const { selector, ports } = asObject(service.value.spec)
  const wanted = Object.entries(asObject(selector))
  if (wanted.length === 0) return []
  return asList(ports).flatMap((item, index): ServicePort[] => {
    const { port, targetPort = port } = asObject(item)
    if (!isLow(targetPort)) return []
    const { document, pointer } = service.at
    const place = { document, pointer: join(pointer, 'spec', 'ports', index) }
    const text = `Service "${service.resource.name}" sends to port ${targetPort}`
    return [{ selector: wanted, port: targetPort, evidence: { source: 'manifest', text, at: place } }]
  })
}

/** The low ports of Services by their first label, with their positions. */
const servedIn = new WeakMap<InputEvidence, Map<string, { served: ServicePort; order: number }[]>>()

const labelKey = ([key, label]: readonly [string, Json]): string => JSON.stringify([key, label])

/** Finds the low target ports of the Services that select a pod. */
const servicePorts = (pod: Pod, { input }: EvidenceContext): LowPort[] => {
  const index =
    servedIn.get(input) ??
    groupBy(
      input.services.flatMap(servedPorts).map((served, order) => ({ served, order })),
      ({ served: { selector } }) => labelKey(selector[0] as [string, Json]),
    )
  servedIn.set(input, index)
  const labels = asObject(pod.metadata.labels)
  return Object.entries(labels)
    .flatMap((label) => index.get(labelKey(label)) ?? [])
    .filter(({ served: { selector } }) => selector.every(([key, label]) => labels[key] === label))
    .sort((a, b) => a.order - b.order)
    .map(({ served: { port, evidence } }): LowPort => ({ port, evidence }))
}

const manifestPorts = perContainer((pod, container, context): LowPort[] => [
  ...declaredPorts(pod, container),
  ...probedPorts(pod, container),
  ...argumentPorts(pod, container),
  ...commandPorts(pod, container, context),
  ...environmentPorts(pod, container, context),
  ...servicePorts(pod, context),
])

/**
 * Finds the ports below 1024 on which a container listens, from its ports, probes, arguments and environment, the
 * Services that select its pod, and the facts about its image.
 */
export const lowPortsOf = (
  pod: Pod,
  container: Container,
  known: KnownImage | undefined,
  context: EvidenceContext,
): LowPort[] => [
  ...manifestPorts(pod, container, context),
  ...(known?.facts.lowPorts ?? []).map(
    (port): LowPort => ({
      port,
      evidence: known?.cite(`${known.facts.image} listens on port ${port}`) as Evidence,
    }),
  ),
]
