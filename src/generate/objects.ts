import { groupOf } from '../kube/kinds/kinds.ts'
import { mayShareNamespace } from '../kube/names.ts'
import { asObject, asString } from '../kube/pod/pod.ts'
import type { Evidence, InputObject, JsonObject, Objection, Pod } from '../model.ts'
import { join } from '../pointer.ts'
import type { HardenedInput } from './types.ts'

/** Helm 4 sorts what a post-renderer prints into files by it, and names the rest by number. */
const HELM = 'postrenderer.helm.sh/postrender-filename'
/** The file of a package that an item belongs to, and its place there, for kpt; the second is the older spelling. */
const PREFIXES = ['internal.config.kubernetes.io/', 'config.kubernetes.io/']

const annotationsOf = ({ value }: Pick<InputObject, 'value'>): JsonObject =>
  asObject(asObject(value.metadata).annotations)

/**
 * An object that is added to a stream, with the annotations by which Helm 4 and kpt know its file, where the stream's own
 * objects carry such; the file is casehard's own.
 * @param others all objects of the stream, and those that were added before
 */
export const withMarks = (added: JsonObject, others: readonly Pick<InputObject, 'value'>[]): JsonObject => {
  const file = `casehard/${(asString(added.kind) ?? '').toLowerCase()}.yaml`
  const isUsed = (key: string): boolean => others.some((object) => Object.hasOwn(annotationsOf(object), key))
  const paths = PREFIXES.filter((prefix) => isUsed(`${prefix}path`))
  const index = others.filter((object) =>
    paths.some((prefix) => annotationsOf(object)[`${prefix}path`] === file),
  ).length
  const marks = {
    ...(isUsed(HELM) ? { [HELM]: file } : {}),
    ...Object.fromEntries(
      paths.flatMap((prefix) => [
        [`${prefix}path`, file],
        [`${prefix}index`, String(index)],
      ]),
    ),
  }
  if (Object.keys(marks).length === 0) return added
  return { ...added, metadata: { ...asObject(added.metadata), annotations: marks } }
}

/** Objects have names of at most so many characters (a DNS subdomain name, RFC 1123). */
const MOST = 253

/** FNV-1a, 32 bits: it only has to tell long names apart that begin alike. */
const hash = (text: string): string => {
  let value = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0
  return value.toString(36)
}

/** The name of a generated object: stable, and for names that are too long cut and marked with a hash of the whole. */
export const generatedName = (...words: string[]): string => {
  const name = ['casehard', ...words].join('-').toLowerCase()
  if (name.length <= MOST) return name
  const mark = hash(name)
  return `${name.slice(0, MOST - mark.length - 1).replace(/[^a-z0-9]+$/, '')}-${mark}`
}

/** Whether an object is of one of the kinds, which are written `group/Kind`; the core group is empty. */
export const isOf = ({ resource: { apiVersion, kind } }: InputObject, ...kinds: string[]): boolean =>
  kinds.includes(`${groupOf(apiVersion)}/${kind}`)

/** The objects of some kinds that may be in the namespace of a pod. */
export const objectsInNamespaceOf = (stream: HardenedInput, pod: Pod, ...kinds: string[]): InputObject[] =>
  stream.objects.filter(
    (object) =>
      isOf(object, ...kinds) &&
      mayShareNamespace(object.resource.namespace, pod.resource.namespace, stream.settings.namespace),
  )

/** The object that holds a pod. */
export const objectOf = ({ resource, object, document, objectPointer }: Pod): InputObject => ({
  resource,
  value: object,
  at: { document, pointer: objectPointer },
})

/** A clue to a place in an object of the stream. */
export const evidenceFor = ({ at }: InputObject, steps: readonly (string | number)[], text: string): Evidence => ({
  source: 'manifest',
  text,
  at: { document: at.document, pointer: join(at.pointer, ...steps) },
})

/** An object in sentences: `Service "web"`. */
export const quoteObject = ({ resource: { kind, name } }: InputObject): string => `${kind} "${name}"`

/** An objection that no stance overrides, with the objects that show it. */
export const finalObjection = (reason: string, hint: string, about: readonly InputObject[]): Objection => ({
  cause: 'evidence',
  reason,
  hint,
  evidence: about.map((object) => evidenceFor(object, [], quoteObject(object))),
  overridable: false,
})

/** The Namespace objects of a stream that have a name. */
export const namespacesOf = ({ objects }: HardenedInput): InputObject[] =>
  objects.filter((object) => isOf(object, '/Namespace') && object.resource.name !== '')

/** Whether an object goes into a namespace, or may: one without a namespace goes anywhere unless the caller says where. */
const mayBeIn = ({ resource: { name } }: InputObject, at: string | undefined, { settings }: HardenedInput): boolean =>
  mayShareNamespace(at, name, settings.namespace)

/** The pods that go into a namespace, or may. */
export const podsOfNamespace = (namespace: InputObject, stream: HardenedInput): Pod[] =>
  stream.pods.filter(({ resource }) => mayBeIn(namespace, resource.namespace, stream))

/** The objects of some kinds that go into a namespace, or may. */
export const objectsOfNamespace = (namespace: InputObject, stream: HardenedInput, ...kinds: string[]): InputObject[] =>
  stream.objects.filter((object) => isOf(object, ...kinds) && mayBeIn(namespace, object.resource.namespace, stream))

/** The objects that go into a namespace, or may, and whose operator starts pods that the stream does not show. */
export const operatorsOfNamespace = (namespace: InputObject, stream: HardenedInput): InputObject[] =>
  stream.operators.filter(({ resource }) => mayBeIn(namespace, resource.namespace, stream))

/** An object that goes into a namespace. */
export const createObject = (
  { resource: { name: namespace } }: InputObject,
  { kind, name, spec }: { kind: string; name: string; spec: JsonObject },
): JsonObject => ({ apiVersion: 'v1', kind, metadata: { name, namespace }, spec })
