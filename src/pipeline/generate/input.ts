import type { HardenedInput } from '../../generate/types.ts'
import { groupOf } from '../../kube/kinds/kinds.ts'
import type { CustomKind, InputObject, Pod, Settings } from '../../model.ts'
import { scanHead } from '../../yaml/scan.ts'
import { unhardened } from '../harden/object.ts'
import { parseDocument } from '../read/documents.ts'
import { locateObjects } from '../read/input.ts'
import type { InputDocument, LocatedObject, ObjectResult } from '../types.ts'

const ANY = /./
/** Custom resource definitions are long, and few of them name a Service. */
const CONVERTS = /webhookClientConfig|clientConfig/

/** Kinds that generators read and no control does, by API group, each with the words that make it worth parsing. */
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

/** Tells whether a document that no control needs has to be parsed for the generators. */
const isNeeded = (apiVersion: string, kind: string, text: string): boolean => {
  const kinds = NEEDED.get(groupOf(apiVersion))
  return kinds !== undefined && Object.hasOwn(kinds, kind) && (kinds[kind] as RegExp).test(text)
}

/** The input, and what hardening made of each of its objects. */
export interface HardenedDocuments {
  documents: readonly InputDocument[]
  objects: readonly (readonly LocatedObject[])[]
  results: readonly (readonly ObjectResult[])[]
}

/** Gathers the objects as the controls left them, for generators. */
export const gatherHardenedInput = (
  { objects, results }: Pick<HardenedDocuments, 'objects' | 'results'>,
  settings: Settings,
): HardenedInput => {
  const found: InputObject[] = []
  const pods: Pod[] = []
  const operators: InputObject[] = []
  for (const [i, list] of objects.entries()) {
    for (const [j, input] of list.entries()) {
      const result = results[i]?.[j]
      if (result === undefined || input.located.local) continue
      const { located, ...rest } = input
      const object = { ...rest, value: result.object.value }
      found.push(object)
      pods.push(...located.pods.map((location) => result.object.podAt(location)))
      const isOperated = located.pods.some(({ shape }) => shape.writable !== undefined)
      if (result.skipped !== undefined || isOperated) operators.push(object)
    }
  }
  return { objects: found, pods, operators, settings }
}

/**
 * Parses what generators need and no control does. It runs after hardening, so that generators make no difference to
 * the evidence of controls.
 * @throws InputError for a document that Kubernetes could not read
 */
export const parseForGenerators = (
  { documents, objects, results }: HardenedDocuments,
  kinds: readonly CustomKind[],
): HardenedDocuments => {
  const parsed = documents.map((document) => {
    if (document.parsed !== undefined || !document.slice.hasContent) return document
    const head = scanHead(document.slice.text)
    if (head === undefined || !isNeeded(head.apiVersion, head.kind, document.slice.text)) return document
    const found = parseDocument(document, head, documents)
    return found === undefined ? document : { ...document, parsed: found }
  })
  const isNew = (i: number): boolean => parsed[i] !== documents[i]
  const located = parsed.map((document, i) =>
    isNew(i) ? locateObjects(document.parsed, i, kinds) : (objects[i] ?? []),
  )
  return {
    documents: parsed,
    objects: located,
    results: located.map((list, i) => (isNew(i) ? list.map(unhardened) : (results[i] ?? []))),
  }
}
