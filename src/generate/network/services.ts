import { mayShareNamespace } from '../../kube/names.ts'
import { asList, asObject, asString, isObject } from '../../kube/pod/pod.ts'
import type { Evidence, InputObject, Json, JsonObject, Pod } from '../../model.ts'
import { evidenceFor, isOf, objectsInNamespaceOf, quoteObject } from '../objects.ts'
import type { HardenedInput } from '../types.ts'
import { type Flow, parsePort, resolvePort } from './ports.ts'

/** Somebody whom no selector of pods can name, and the ports of a Service that are called, by number or name. */
export interface Caller {
  clue: Evidence
  /** Absent: all of them. */
  ports?: Json[]
}

const API_CALLERS = [
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
]

const INGRESSES = ['networking.k8s.io/Ingress', 'extensions/Ingress']

/** Kinds of plugins by which the world outside gets to Services that they name. */
const ROUTES = [
  'gateway.networking.k8s.io/HTTPRoute',
  'gateway.networking.k8s.io/GRPCRoute',
  'gateway.networking.k8s.io/TCPRoute',
  'gateway.networking.k8s.io/TLSRoute',
  'gateway.networking.k8s.io/UDPRoute',
  'route.openshift.io/Route',
  'networking.istio.io/VirtualService',
  'traefik.io/IngressRoute',
  'traefik.io/IngressRouteTCP',
  'traefik.io/IngressRouteUDP',
]

/** A Service as another object refers to it. */
interface Called {
  name: Json | undefined
  namespace?: Json | undefined
  port: Json
}

/** Where the API server goes unless a client configuration says otherwise. */
const HTTPS = 443

const calledByApi = ({ name, namespace, port = HTTPS }: JsonObject): Called => ({ name, namespace, port })

/** Every mapping in a value, the value itself included. */
const mappingsIn = (value: Json | undefined): JsonObject[] => {
  if (value === null || typeof value !== 'object') return []
  const inner = Object.values(value).flatMap((child) => mappingsIn(child as Json))
  return isObject(value) ? [value, ...inner] : inner
}

/** The Services that the API server is told to call by client configurations, or by an APIService. */
const apiCalls = (caller: InputObject): Called[] => {
  if (isOf(caller, 'apiregistration.k8s.io/APIService'))
    return [calledByApi(asObject(asObject(caller.value.spec).service))]
  return mappingsIn(caller.value).flatMap(({ clientConfig, webhookClientConfig }) =>
    [clientConfig, webhookClientConfig]
      .map((config) => asObject(config).service)
      .filter(isObject)
      .map(calledByApi),
  )
}

/** The Services that an Ingress sends to, in the shape of its version 1 or of those before. */
const ingressCalls = ({ resource: { namespace }, value }: InputObject): Called[] =>
  mappingsIn(value.spec).flatMap(({ service, serviceName, servicePort }): Called[] => {
    if (serviceName !== undefined) return [{ name: serviceName, namespace, port: servicePort ?? null }]
    if (!isObject(service)) return []
    const { number, name } = asObject(service.port)
    return [{ name: service.name, namespace, port: number ?? name ?? null }]
  })

/** Whether a value names a Service somewhere, as `web` or as a host such as `web.shop.svc`. */
const names = (value: Json | undefined, name: string): boolean => {
  if (typeof value === 'string') return value === name || value.startsWith(`${name}.`)
  return value !== null && typeof value === 'object' && Object.values(value).some((child) => names(child, name))
}

/** The types of Services to which traffic from outside the cluster is sent. */
const OUTSIDE = ['LoadBalancer', 'NodePort']

const ownCallers = (service: InputObject): Caller[] => {
  const { type, externalIPs } = asObject(service.value.spec)
  const exposed = OUTSIDE.includes(asString(type) ?? '')
    ? [{ clue: evidenceFor(service, ['spec', 'type'], `${quoteObject(service)} is of type ${type}`) }]
    : []
  const external = asList(externalIPs).length > 0
  const evidence = evidenceFor(service, ['spec', 'externalIPs'], `${quoteObject(service)} has externalIPs`)
  return external ? [...exposed, { clue: evidence }] : exposed
}

/**
 * The callers of a Service that no selector of pods can name: the world outside, by the Service's type, an Ingress or a
 * route; and the API server, which calls webhooks and aggregated APIs from the network of its node.
 */
export const outsideCallers = (service: InputObject, stream: HardenedInput): Caller[] => {
  const { name, namespace } = service.resource
  const isHere = (other: Json | undefined): boolean =>
    mayShareNamespace(asString(other), namespace, stream.settings.namespace)
  const portsOf = (calls: readonly Called[]): Json[] =>
    calls.filter((called) => called.name === name && isHere(called.namespace)).map(({ port }) => port)
  const others = stream.objects.flatMap((object): Caller[] => {
    if (isOf(object, ...API_CALLERS)) {
      const ports = portsOf(apiCalls(object))
      const evidence = evidenceFor(object, [], `the API server calls ${quoteObject(service)} by ${quoteObject(object)}`)
      return ports.length > 0 ? [{ clue: evidence, ports }] : []
    }
    const clue = evidenceFor(object, ['spec'], `${quoteObject(object)} sends to ${quoteObject(service)}`)
    if (isOf(object, ...INGRESSES)) {
      const ports = portsOf(ingressCalls(object))
      return ports.length > 0 ? [{ clue, ports }] : []
    }
    const { spec } = object.value
    if (!isOf(object, ...ROUTES) || !names(spec, name)) return []
    // A route may send into another namespace, which it then names.
    const reachesHere = isHere(object.resource.namespace) || (namespace !== undefined && names(spec, namespace))
    return reachesHere ? [{ clue }] : []
  })
  return [...ownCallers(service), ...others]
}

/** The Services of the stream that send to a pod with these labels. */
export const servicesOf = (pod: Pod, labels: JsonObject, stream: HardenedInput): InputObject[] =>
  objectsInNamespaceOf(stream, pod, '/Service').filter(({ value }) => {
    const wanted = Object.entries(asObject(asObject(value.spec).selector))
    return wanted.length > 0 && wanted.every(([key, label]) => labels[key] === label)
  })

/** Whether clients of a Service get the addresses of its pods, and so any of their ports. */
export const isHeadless = ({ value }: InputObject): boolean => asObject(value.spec).clusterIP === 'None'

const SCRAPE_PORT = 'prometheus.io/port'

const scraped = (service: InputObject): Flow[] => {
  const port = parsePort(asObject(asObject(service.value.metadata).annotations)[SCRAPE_PORT])
  if (port === undefined) return []
  const evidence = evidenceFor(
    service,
    ['metadata', 'annotations', SCRAPE_PORT],
    `${SCRAPE_PORT}: ${port} of ${quoteObject(service)}`,
  )
  return [{ port, protocol: 'TCP', from: 'cluster', clue: evidence }]
}

/** The flows to a pod through a Service that selects it. */
const flowsThrough = (service: InputObject, pod: Pod, stream: HardenedInput): Flow[] => {
  const callers = outsideCallers(service, stream)
  const ports = asList(asObject(service.value.spec).ports).flatMap((item, index): Flow[] => {
    const { name, port, targetPort, protocol } = asObject(item)
    const caller = callers.find(({ ports: called }) => called?.some((one) => one === port || one === name) ?? true)
    const at = resolvePort(pod, targetPort ?? port)
    if (at === undefined) return []
    const own = evidenceFor(service, ['spec', 'ports', index], `${quoteObject(service)} sends to port ${at}`)
    const flow = { port: at, protocol: asString(protocol) ?? 'TCP' }
    return [
      { ...flow, from: 'cluster', clue: own },
      ...(caller === undefined ? [] : [{ ...flow, from: 'anywhere' as const, clue: caller.clue }]),
    ]
  })
  return [...ports, ...scraped(service)]
}

/** The flows to a pod through the Services of the stream. */
export const serviceFlows = (pod: Pod, labels: JsonObject, stream: HardenedInput): Flow[] =>
  servicesOf(pod, labels, stream).flatMap((service) => flowsThrough(service, pod, stream))
