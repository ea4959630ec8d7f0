import { isObject } from '../kube/pod/pod.ts'
import type { Json, JsonObject } from '../model.ts'
import { join } from '../pointer.ts'
import { InputError } from '../yaml/errors.ts'
import { parseSlice } from '../yaml/parse.ts'
import { splitVersion } from './patches.ts'
import type { Target } from './types.ts'

/** A Kustomize patch as a file has it. */
export interface WrittenPatch {
  /** The RFC 6901 pointer of the patch in its document. */
  pointer: string
  /** The fields of its target; regular expressions that Kustomize anchors. Empty if the patch cannot be checked. */
  target: Partial<Target>
  /** A strategic merge is a mapping, a JSON Patch a list. */
  body: Json
  /** Why it cannot be checked. */
  unreadable?: string
}

const FIELDS = ['group', 'version', 'kind', 'name', 'namespace'] as const

/** Where tools read Kustomize patches: kustomizations, HelmReleases of Flux, Applications of Argo CD. */
const listsOf = (value: JsonObject): [pointer: string, patches: Json][] => {
  const spec = isObject(value.spec) ? value.spec : {}
  const inSource = (pointer: string, source: Json | undefined): [string, Json][] => {
    const kustomize = isObject(source) ? source.kustomize : undefined
    return isObject(kustomize) ? [[`${pointer}/kustomize/patches`, kustomize.patches ?? null]] : []
  }
  const each = (name: string, list: Json | undefined) =>
    Array.isArray(list) ? list.flatMap((item, i) => inSource(`/spec/${name}/${i}`, item)) : []
  return [
    ['/patches', value.patches ?? null],
    ['/spec/patches', spec.patches ?? null],
    ...each('postRenderers', spec.postRenderers),
    ...inSource('/spec/source', spec.source),
    ...each('sources', spec.sources),
  ]
}

/** A strategic merge without a target patches the object that it names. */
const ownTarget = (body: Json): Partial<Target> => {
  const { apiVersion, kind, metadata } = isObject(body) ? body : {}
  const { name, namespace } = isObject(metadata) ? metadata : {}
  return stringsOf({ ...splitVersion(String(apiVersion ?? '')), kind, name, namespace })
}

const stringsOf = (fields: Record<string, Json | undefined>): Partial<Target> =>
  Object.fromEntries(
    FIELDS.flatMap((field) => (typeof fields[field] === 'string' && fields[field] ? [[field, fields[field]]] : [])),
  )

const readBody = (patch: Json | undefined): Pick<WrittenPatch, 'body' | 'unreadable'> => {
  if (typeof patch !== 'string') return { body: null, unreadable: 'it has no text in `patch`' }
  try {
    const body = parseSlice(patch, 1)?.value ?? null
    return isObject(body) || Array.isArray(body) ? { body } : { body, unreadable: 'its text is no patch' }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { body: null, unreadable: `its text is not YAML: ${error.message}` }
  }
}

const readPatch = (pointer: string, entry: Json): WrittenPatch => {
  const { target, patch } = isObject(entry) ? entry : {}
  const read = readBody(patch)
  if (!isObject(target)) return { pointer, target: ownTarget(read.body), ...read }
  const selector = ['labelSelector', 'annotationSelector'].find((name) => name in target)
  const unreadable = selector === undefined ? {} : { unreadable: `its target has a ${selector}` }
  return { pointer, target: stringsOf(target), ...unreadable, ...read }
}

/** Finds the Kustomize patches in an object: in a kustomization, a component, a HelmRelease or an Application. */
export const readPatches = (value: JsonObject): WrittenPatch[] =>
  listsOf(value).flatMap(([pointer, patches]) =>
    Array.isArray(patches) ? patches.map((entry, i) => readPatch(join(pointer, i), entry)) : [],
  )
