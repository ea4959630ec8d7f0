import { mayShareNamespace } from '../../kube/names.ts'
import { asList, asObject, asString, isObject } from '../../kube/pod/pod.ts'
import type { Evidence, InputObject, Json, JsonObject, Pod } from '../../model.ts'
import { evidenceFor, type HardenedInput, isOf, objectsInNamespaceOf, quoteObject } from '../objects.ts'
import { type Flow, parsePort, resolvePort } from './ports.ts'

/** A client that no pod selector can match, and the ports of a Service that it calls, by number or name. */
export interface Caller {
  evidence: Evidence
  /** Absent: all ports. */
  ports?: Json[]
}

const API_CALLERS = [
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
]

const INGRESSES = ['networking.k8s.io/Ingress', 'extensions/Ingress']

/** Routes of gateways and ingress controllers, which expose Services outside of the cluster, as `group/Kind`. */
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

/** The port that the API server calls if a client configuration sets none. */
const HTTPS = 443

const calledByApi = ({ name, namespace, port = HTTPS }: JsonObject): Called => ({ name, namespace, port })

/** Returns every mapping in a value, the value itself included. */
const mappingsIn = (value: Json | undefined): JsonObject[] => {
  if (value === null || typeof value !== 'object') return []
  const inner = Object.values(value).flatMap((child) => mappingsIn(child as Json))
  return isObject(value) ? [value, ...inner] : inner
}

/** Returns the Services that the API server calls for an object: those of client configurations, or of an APIService. */
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

/** Returns the backend Services of an Ingress, in the schema of v1 or of the versions before. */
const ingressCalls = ({ resource: { namespace }, value }: InputObject): Called[] =>
  mappingsIn(value.spec).flatMap(({ service, serviceName, servicePort }): Called[] => {
    if (serviceName !== undefined) return [{ name: serviceName, namespace, port: servicePort ?? null }]
    if (!isObject(service)) return []
    const { number, name } = asObject(service.port)
    return [{ name: service.name, namespace, port: number ?? name ?? null }]
  })

/** Returns whether a string anywhere in a value names a Service, as `web` or as a host such as `web.shop.svc`. */
const mentionsService = (value: Json | undefined, name: string): boolean => {
  if (typeof value === 'string') return value === name || value.startsWith(`${name}.`)
  return (
    value !== null && typeof value === 'object' && Object.values(value).some((child) => mentionsService(child, name))
  )
}

/** The types of Services that receive traffic from outside of the cluster. */
const EXPOSED_TYPES = ['LoadBalancer', 'NodePort']

const ownCallers = (service: InputObject): Caller[] => {
  const { type, externalIPs } = asObject(service.value.spec)
  const exposed = EXPOSED_TYPES.includes(asString(type) ?? '')
    ? [{ evidence: evidenceFor(service, ['spec', 'type'], `${quoteObject(service)} is of type ${type}`) }]
    : []
  const external = asList(externalIPs).length > 0
  const evidence = evidenceFor(service, ['spec', 'externalIPs'], `${quoteObject(service)} has externalIPs`)
  return external ? [...exposed, { evidence }] : exposed
}

/**
 * Finds the callers of a Service that no pod selector can match: clients outside of the cluster, through the Service's
 * type, an Ingress or a route; and the API server, which calls webhooks and aggregated APIs from its node's network.
 */
export const outsideCallers = (service: InputObject, input: HardenedInput): Caller[] => {
  const { name, namespace } = service.resource
  const isHere = (other: Json | undefined): boolean =>
    mayShareNamespace(asString(other), namespace, input.settings.namespace)
  const portsOf = (calls: readonly Called[]): Json[] =>
    calls.filter((called) => called.name === name && isHere(called.namespace)).map(({ port }) => port)
  const others = input.objects.flatMap((object): Caller[] => {
    if (isOf(object, ...API_CALLERS)) {
      const ports = portsOf(apiCalls(object))
      const evidence = evidenceFor(
        object,
        [],
        `the API server calls ${quoteObject(service)}, as set in ${quoteObject(object)}`,
      )
      return ports.length > 0 ? [{ evidence, ports }] : []
    }
    const evidence = evidenceFor(object, ['spec'], `${quoteObject(object)} sends to ${quoteObject(service)}`)
    if (isOf(object, ...INGRESSES)) {
      const ports = portsOf(ingressCalls(object))
      return ports.length > 0 ? [{ evidence, ports }] : []
    }
    const { spec } = object.value
    if (!isOf(object, ...ROUTES) || !mentionsService(spec, name)) return []
    // A route to another namespace names that namespace.
    const reachesHere =
      isHere(object.resource.namespace) || (namespace !== undefined && mentionsService(spec, namespace))
    return reachesHere ? [{ evidence }] : []
  })
  return [...ownCallers(service), ...others]
}

/** Returns the Services of the input that select a pod with these labels. */
export const servicesOf = (pod: Pod, labels: JsonObject, input: HardenedInput): InputObject[] =>
  objectsInNamespaceOf(input, pod, '/Service').filter(({ value }) => {
    const wanted = Object.entries(asObject(asObject(value.spec).selector))
    return wanted.length > 0 && wanted.every(([key, label]) => labels[key] === label)
  })

/** Returns whether a Service is headless: its clients resolve the addresses of its pods, and can reach any port. */
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
  return [{ port, protocol: 'TCP', from: 'cluster', evidence }]
}

/** Finds the flows to a pod through one Service that selects it. */
const flowsThrough = (service: InputObject, pod: Pod, input: HardenedInput): Flow[] => {
  const callers = outsideCallers(service, input)
  const ports = asList(asObject(service.value.spec).ports).flatMap((item, index): Flow[] => {
    const { name, port, targetPort, protocol } = asObject(item)
    const caller = callers.find(({ ports: called }) => called?.some((one) => one === port || one === name) ?? true)
    const at = resolvePort(pod, targetPort ?? port)
    if (at === undefined) return []
    const own = evidenceFor(service, ['spec', 'ports', index], `${quoteObject(service)} sends to port ${at}`)
    const flow = { port: at, protocol: asString(protocol) ?? 'TCP' }
    return [
      { ...flow, from: 'cluster', evidence: own },
      ...(caller === undefined ? [] : [{ ...flow, from: 'anywhere' as const, evidence: caller.evidence }]),
    ]
  })
  return [...ports, ...scraped(service)]
}

/** Finds the flows to a pod through the Services of the input. */
export const serviceFlows = (pod: Pod, labels: JsonObject, input: HardenedInput): Flow[] =>
  servicesOf(pod, labels, input).flatMap((service) => flowsThrough(service, pod, input))
