import { groupOf } from '../kube/kinds.ts'

const ANY = /./
/** Custom resource definitions are long, and few of them name a service. */
const CONVERTS = /webhookClientConfig|clientConfig/

/** Kinds that no control looks at and that tell generators something, by API group; and the words that matter in them. */
const NEEDED: ReadonlyMap<string, Readonly<Record<string, RegExp>>> = new Map([
  ['', { Namespace: ANY }],
  ['extensions', { Ingress: ANY, NetworkPolicy: ANY }],
  ['networking.k8s.io', { Ingress: ANY, NetworkPolicy: ANY }],
  ['admissionregistration.k8s.io', { ValidatingWebhookConfiguration: ANY, MutatingWebhookConfiguration: ANY }],
  ['apiextensions.k8s.io', { CustomResourceDefinition: CONVERTS }],
  ['apiregistration.k8s.io', { APIService: ANY }],
  ['monitoring.coreos.com', { PodMonitor: ANY, ServiceMonitor: ANY }],
  ['gateway.networking.k8s.io', { HTTPRoute: ANY, GRPCRoute: ANY, TCPRoute: ANY, TLSRoute: ANY, UDPRoute: ANY }],
  ['route.openshift.io', { Route: ANY }],
  ['networking.istio.io', { VirtualService: ANY }],
  ['traefik.io', { IngressRoute: ANY, IngressRouteTCP: ANY, IngressRouteUDP: ANY }],
  ['cilium.io', { CiliumNetworkPolicy: ANY, CiliumClusterwideNetworkPolicy: ANY }],
  ['crd.projectcalico.org', { NetworkPolicy: ANY, GlobalNetworkPolicy: ANY }],
  ['projectcalico.org', { NetworkPolicy: ANY, GlobalNetworkPolicy: ANY }],
])

/** Whether a document that no control needs has to be parsed for the generators. */
export const isNeeded = (apiVersion: string, kind: string, text: string): boolean => {
  const kinds = NEEDED.get(groupOf(apiVersion))
  return kinds !== undefined && Object.hasOwn(kinds, kind) && (kinds[kind] as RegExp).test(text)
}
