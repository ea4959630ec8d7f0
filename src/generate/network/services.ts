import { asList, asObject, asString } from '../../kube/pods.ts'
import type { JsonObject, Pod, StreamObject } from '../../model.ts'
import { besidePod, clueTo, titled } from '../objects.ts'
import type { HardenedStream } from '../types.ts'
import { outsideCallers } from './callers.ts'
import { type Flow, portNumber, resolvePort } from './ports.ts'

/** The Services of the stream that send to a pod with these labels. */
export const servicesOf = (pod: Pod, labels: JsonObject, stream: HardenedStream): StreamObject[] =>
  besidePod(stream, pod, '/Service').filter(({ value }) => {
    const wanted = Object.entries(asObject(asObject(value.spec).selector))
    return wanted.length > 0 && wanted.every(([key, label]) => labels[key] === label)
  })

/** Whether clients of a Service get the addresses of its pods, and so any of their ports. */
export const isHeadless = ({ value }: StreamObject): boolean => asObject(value.spec).clusterIP === 'None'

const SCRAPE_PORT = 'prometheus.io/port'

const scraped = (service: StreamObject): Flow[] => {
  const port = portNumber(asObject(asObject(service.value.metadata).annotations)[SCRAPE_PORT])
  if (port === undefined) return []
  const clue = clueTo(
    service,
    ['metadata', 'annotations', SCRAPE_PORT],
    `${SCRAPE_PORT}: ${port} of ${titled(service)}`,
  )
  return [{ port, protocol: 'TCP', from: 'cluster', clue }]
}

/** The flows to a pod through a Service that selects it. */
const flowsThrough = (service: StreamObject, pod: Pod, stream: HardenedStream): Flow[] => {
  const callers = outsideCallers(service, stream)
  const ports = asList(asObject(service.value.spec).ports).flatMap((item, index): Flow[] => {
    const { name, port, targetPort, protocol } = asObject(item)
    const caller = callers.find(({ ports: called }) => called?.some((one) => one === port || one === name) ?? true)
    const at = resolvePort(pod, targetPort ?? port)
    if (at === undefined) return []
    const own = clueTo(service, ['spec', 'ports', index], `${titled(service)} sends to port ${at}`)
    const flow = { port: at, protocol: asString(protocol) ?? 'TCP' }
    return [
      { ...flow, from: 'cluster', clue: own },
      ...(caller === undefined ? [] : [{ ...flow, from: 'anywhere' as const, clue: caller.clue }]),
    ]
  })
  return [...ports, ...scraped(service)]
}

/** The flows to a pod through the Services of the stream. */
export const serviceFlows = (pod: Pod, labels: JsonObject, stream: HardenedStream): Flow[] =>
  servicesOf(pod, labels, stream).flatMap((service) => flowsThrough(service, pod, stream))
