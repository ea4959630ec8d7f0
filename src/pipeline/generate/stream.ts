import type { HardenedInput } from '../../generate/types.ts'
import { groupOf } from '../../kube/kinds/kinds.ts'
import { isLocal, locatePods, objectsOf } from '../../kube/pod/locate.ts'
import type { InputObject, Pod } from '../../model.ts'
import { scanHead } from '../../yaml/scan.ts'
import { untouched } from '../harden/object.ts'
import { viewOf } from '../harden/targets.ts'
import { parseDocument } from '../read/documents.ts'
import type { ObjectOutcome, Prepared } from '../types.ts'

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

/** The stream as the controls have left it, for generators. */
export const gatherHardenedInput = (
  { objects, ruling }: Prepared,
  outcomes: readonly (readonly ObjectOutcome[])[],
): HardenedInput => {
  const { kinds, settings } = ruling.options.configuration
  const found: InputObject[] = []
  const pods: Pod[] = []
  const operators: InputObject[] = []
  for (const [i, list] of objects.entries()) {
    for (const [j, given] of list.entries()) {
      const outcome = outcomes[i]?.[j]
      if (outcome === undefined || isLocal(given)) continue
      const object = { ...given, value: outcome.subject.object }
      const located = locatePods(given, kinds).pods
      found.push(object)
      pods.push(...located.map((location) => viewOf(outcome.subject, location)))
      const isOperated = located.some(({ shape }) => shape.writable !== undefined)
      if (outcome.skipped !== undefined || isOperated) operators.push(object)
    }
  }
  return { objects: found, pods, operators, settings }
}

/**
 * Parses what generators need and no control does. It comes after hardening, so that generators make no difference to
 * what controls take for evidence.
 * @throws InputError for a document that Kubernetes could not read
 */
export const parseNeeded = ({ documents, objects }: Prepared, outcomes: ObjectOutcome[][]): void => {
  for (const [i, document] of documents.entries()) {
    if (document.parsed !== undefined || !document.slice.hasContent) continue
    const head = scanHead(document.slice.text)
    if (head === undefined || !isNeeded(head.apiVersion, head.kind, document.slice.text)) continue
    const parsed = parseDocument(document, head, documents)
    if (parsed === undefined) continue
    document.parsed = parsed
    const found = objectsOf(parsed.value, i)
    objects[i] = found
    outcomes[i] = found.map(untouched)
  }
}
