import type { HardenedInput } from '../../generate/objects.ts'
import { groupOf } from '../../kube/kinds/kinds.ts'
import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import type {
  CustomKind,
  DocumentRef,
  InputFile,
  InputObject,
  JsonObject,
  Objection,
  Pod,
  Resource,
  Settings,
} from '../../model.ts'
import { InputError } from '../../yaml/errors.ts'
import { parseSlice } from '../../yaml/parse.ts'
import { scanHead } from '../../yaml/scan.ts'
import { unhardened } from '../harden/object.ts'
import { parseDocument } from '../read/documents.ts'
import { locateObjects } from '../read/input.ts'
import type { AdditionPlace, InputDocument, LocatedObject, ObjectResult } from '../types.ts'

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

const JSON_START = /^\uFEFF?(?:---)?\s*\{\s*"/

const refuse = (reason: string, hint: string): Objection => ({ cause: 'api-rule', reason, hint, overridable: false })

/** Tells whether a line break at the end would change the last document, as it does some block scalars. */
const needsItsEnd = ({ slice }: InputDocument): boolean => {
  const read = (text: string): string => JSON.stringify(parseSlice(text)?.value ?? null)
  try {
    return read(slice.text) !== read(`${slice.text}\n`)
  } catch (error) {
    // A document that cannot be parsed has no value to change; it passes through as it is.
    if (error instanceof InputError) return false
    throw error
  }
}

/** Finds the place in a file for objects that are added. */
export const placeIn = (file: InputFile, documents: readonly InputDocument[]): AdditionPlace => {
  const own = documents.filter((document) => document.file === file)
  const filled = own.filter(({ slice }) => slice.hasContent)
  const only = filled.length === 1 ? filled[0] : undefined
  const value = asObject(only?.parsed?.value)
  const json = JSON_START.test(filled[0]?.slice.text ?? '')
  const lines = file.text.split('\n').length
  const place: AdditionPlace = {
    file,
    next: Math.max(-1, ...own.map(({ ref }) => ref.index)) + 1,
    line: file.text.endsWith('\n') ? lines : lines + 1,
    json,
  }
  const isList = value.kind === 'ResourceList' || (json && String(value.kind).endsWith('List'))
  if (only !== undefined && isList && Array.isArray(value.items))
    return { ...place, list: only, next: asList(value.items).length }
  if (only !== undefined && json)
    return {
      ...place,
      refusal: refuse('a JSON file contains one object and has no place for another', 'use a List'),
    }
  const last = own.at(-1)
  if (last !== undefined && !file.text.endsWith('\n') && needsItsEnd(last))
    return {
      ...place,
      refusal: refuse('the last value of the file would change its final line break', 'end the file with a line break'),
    }
  return place
}

/** Gives the document of the next addition at a place. */
export const nextRef = ({ list, file, next, line }: AdditionPlace, isNamed: boolean): DocumentRef =>
  list === undefined ? { ...(isNamed ? { file: file.name } : {}), index: next, line, new: true } : list.ref

/** Reads the name of an added object. */
export const resourceOf = ({ apiVersion, kind, metadata }: JsonObject): Resource => {
  const { name, namespace } = asObject(metadata)
  return {
    apiVersion: asString(apiVersion) ?? '',
    kind: asString(kind) ?? '',
    ...(typeof namespace === 'string' ? { namespace } : {}),
    name: asString(name) ?? '',
  }
}
