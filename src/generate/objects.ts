import { objection } from '../evidence/evidence.ts'
import { groupOf } from '../kube/kinds/kinds.ts'
import { mayShareNamespace } from '../kube/names.ts'
import { asObject, asString } from '../kube/pod/pod.ts'
import type { Assessment, Evidence, InputObject, JsonObject, Objection, Pod, Reference, Settings } from '../model.ts'
import { join } from '../pointer.ts'

/** What generators read: the objects of the input after hardening. */
export interface HardenedInput {
  /** Every parsed object, after hardening. */
  objects: readonly InputObject[]
  pods: readonly Pod[]
  /** Objects whose operator creates pods that are not in the input. */
  operators: readonly InputObject[]
  settings: Settings
}

/** A generator's result for one object of the input. */
export interface GeneratorResult {
  /** The object that was assessed: a workload or a Namespace. */
  about: InputObject
  /** Its pod, if it is a workload. */
  pod?: Pod
  /** Operations, if any, change the object itself; `path` is a pointer into it. */
  assessment: Assessment
  /** The generated object, without the file annotations of Helm and kpt. */
  added?: JsonObject
}

/** Adds objects to the output, or fields that depend on the whole input to an object; off unless a profile enables it. */
export interface Generator {
  id: string
  /** The state after the change, as a sentence without a period. */
  title: string
  rationale: string
  /** What can stop working, and the symptom. */
  breaks: string
  references: readonly Reference[]
  /** The added objects or fields, as a noun phrase. */
  adds: string
  /** Distinguishes a generator from a control. */
  generates: true
  assess(input: HardenedInput): GeneratorResult[]
}

/** Helm 4 splits a post-renderer's output into files by this annotation, and numbers the files of objects without it. */
const HELM = 'postrenderer.helm.sh/postrender-filename'
/** Prefixes of kpt's annotations for an item's file in the package and its index in that file, the current one first. */
const PREFIXES = ['internal.config.kubernetes.io/', 'config.kubernetes.io/']

const annotationsOf = ({ value }: Pick<InputObject, 'value'>): JsonObject =>
  asObject(asObject(value.metadata).annotations)

/**
 * Returns a generated object with the annotations by which Helm 4 and kpt assign objects to files, if other objects have
 * them; the file is one of casehard's own.
 * @param others all objects of the input, and those that were generated before
 */
export const withFileAnnotations = (added: JsonObject, others: readonly Pick<InputObject, 'value'>[]): JsonObject => {
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

/** The longest name of an object, in characters (a DNS subdomain name, RFC 1123). */
const LONGEST_NAME = 253

/** Hashes a text (FNV-1a, 32 bits); enough to distinguish long names with the same beginning. */
const hash = (text: string): string => {
  let value = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0
  return value.toString(36)
}

/** Builds the name of a generated object. It depends on the words alone; one that is too long is cut and ends in a hash. */
export const generatedName = (...words: string[]): string => {
  const name = ['casehard', ...words].join('-').toLowerCase()
  if (name.length <= LONGEST_NAME) return name
  const suffix = hash(name)
  return `${name.slice(0, LONGEST_NAME - suffix.length - 1).replace(/[^a-z0-9]+$/, '')}-${suffix}`
}

/** Returns whether an object is of one of the kinds, each written `group/Kind`; the core group is empty. */
export const isOf = ({ resource: { apiVersion, kind } }: InputObject, ...kinds: string[]): boolean =>
  kinds.includes(`${groupOf(apiVersion)}/${kind}`)

/** Returns the objects of some kinds that may be in the namespace of a pod. */
export const objectsInNamespaceOf = (input: HardenedInput, pod: Pod, ...kinds: string[]): InputObject[] =>
  input.objects.filter(
    (object) =>
      isOf(object, ...kinds) &&
      mayShareNamespace(object.resource.namespace, pod.resource.namespace, input.settings.namespace),
  )

/** Returns the object that contains a pod. */
export const objectOf = ({ resource, object, document, objectPointer }: Pod): InputObject => ({
  resource,
  value: object,
  at: { document, pointer: objectPointer },
})

/** Makes evidence that points at a field of an object of the input. */
export const evidenceFor = ({ at }: InputObject, steps: readonly (string | number)[], text: string): Evidence => ({
  source: 'manifest',
  text,
  at: { document: at.document, pointer: join(at.pointer, ...steps) },
})

/** Formats an object for use in a sentence: `Service "web"`. */
export const quoteObject = ({ resource: { kind, name } }: InputObject): string => `${kind} "${name}"`

/** Makes an objection that no stance overrides, with the objects that are the evidence for it. */
export const finalObjection = (reason: string, hint: string, objects: readonly InputObject[]): Objection =>
  objection(
    reason,
    hint,
    objects.map((object) => evidenceFor(object, [], quoteObject(object))),
    { overridable: false },
  )

/** Returns the Namespace objects of the input that have a name. */
export const namespacesOf = ({ objects }: HardenedInput): InputObject[] =>
  objects.filter((object) => isOf(object, '/Namespace') && object.resource.name !== '')

/** Returns whether an object may be in a namespace: one that sets none may be in any, unless the settings name one. */
const mayBeIn = ({ resource: { name } }: InputObject, at: string | undefined, { settings }: HardenedInput): boolean =>
  mayShareNamespace(at, name, settings.namespace)

/** Returns the pods that may be in a namespace. */
export const podsOfNamespace = (namespace: InputObject, input: HardenedInput): Pod[] =>
  input.pods.filter(({ resource }) => mayBeIn(namespace, resource.namespace, input))

/** Returns the objects of some kinds that may be in a namespace. */
export const objectsOfNamespace = (namespace: InputObject, input: HardenedInput, ...kinds: string[]): InputObject[] =>
  input.objects.filter((object) => isOf(object, ...kinds) && mayBeIn(namespace, object.resource.namespace, input))

/** Returns the objects that may be in a namespace and whose operator creates pods that are not in the input. */
export const operatorsOfNamespace = (namespace: InputObject, input: HardenedInput): InputObject[] =>
  input.operators.filter(({ resource }) => mayBeIn(namespace, resource.namespace, input))

/** Builds an object of the core group in a namespace. */
export const createObject = (
  { resource: { name: namespace } }: InputObject,
  { kind, name, spec }: { kind: string; name: string; spec: JsonObject },
): JsonObject => ({ apiVersion: 'v1', kind, metadata: { name, namespace }, spec })
