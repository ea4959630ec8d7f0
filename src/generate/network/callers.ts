import { mayShareNamespace } from '../../kube/namespaces.ts'
import { asList, asObject, asString, isObject } from '../../kube/pods.ts'
import type { Clue, Json, StreamObject } from '../../model.ts'
import { clueTo, isOf, titled } from '../objects.ts'
import type { HardenedStream } from '../types.ts'

const API_CALLERS = [
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
]

/** Kinds by which the world outside gets to Services that they name. */
const ROUTES = [
  'networking.k8s.io/Ingress',
  'extensions/Ingress',
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

/** Where the keys of Services that the API server calls stand. */
const isClient = (key: string): boolean => key === 'clientConfig' || key === 'webhookClientConfig'

/** The Services that the API server is told to call: `service` of every client configuration, or of an APIService. */
const calledServices = (value: Json | undefined): Json[] => {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, child]): Json[] => {
    const { service } = asObject(child as Json)
    return [...(isClient(key) && isObject(service) ? [service] : []), ...calledServices(child as Json)]
  })
}

const apiCalls = (caller: StreamObject): Json[] =>
  isOf(caller, 'apiregistration.k8s.io/APIService')
    ? [asObject(caller.value.spec).service ?? null]
    : calledServices(caller.value)

/** Whether a value names a Service somewhere, as `web` or as a host such as `web.shop.svc`. */
const names = (value: Json | undefined, name: string): boolean => {
  if (typeof value === 'string') return value === name || value.startsWith(`${name}.`)
  return value !== null && typeof value === 'object' && Object.values(value).some((child) => names(child, name))
}

/** The types of Services to which traffic from outside the cluster is sent. */
const OUTSIDE = ['LoadBalancer', 'NodePort']

/**
 * Clues to callers of a Service that no selector of pods can name: the world outside, by the Service's type, an Ingress
 * or a route; and the API server, which calls webhooks and aggregated APIs from the network of its node.
 */
export const outsideCallers = (service: StreamObject, stream: HardenedStream): Clue[] => {
  const { name, namespace } = service.resource
  const { type, externalIPs } = asObject(service.value.spec)
  const isHere = (other: string | undefined): boolean => mayShareNamespace(other, namespace, stream.settings.namespace)
  const callsIt = (called: Json): boolean => {
    const { name: wanted, namespace: at } = asObject(called)
    return wanted === name && isHere(asString(at))
  }
  const exposed = OUTSIDE.includes(asString(type) ?? '')
    ? [clueTo(service, ['spec', 'type'], `${titled(service)} is of type ${type}`)]
    : []
  const external =
    asList(externalIPs).length > 0
      ? [clueTo(service, ['spec', 'externalIPs'], `${titled(service)} has externalIPs`)]
      : []
  const others = stream.objects.flatMap((object): Clue[] => {
    if (isOf(object, ...API_CALLERS))
      return apiCalls(object).some(callsIt)
        ? [clueTo(object, [], `the API server calls ${titled(service)} by ${titled(object)}`)]
        : []
    const { spec } = object.value
    if (!isOf(object, ...ROUTES) || !names(spec, name)) return []
    // A route may send into another namespace, which it then names.
    const reachesHere = isHere(object.resource.namespace) || (namespace !== undefined && names(spec, namespace))
    return reachesHere ? [clueTo(object, ['spec'], `${titled(object)} sends to ${titled(service)}`)] : []
  })
  return [...exposed, ...external, ...others]
}
