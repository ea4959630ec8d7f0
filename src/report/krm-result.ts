import { asObject, asString } from '../kube/pods.ts'
import type { Json, JsonObject, Resource, StreamObject } from '../model.ts'
import { fieldPath } from './field-path.ts'
import type { Severity } from './severity.ts'

/** What every result of casehard has among its `tags`, so that a later run knows its own. */
export const OWN_TAG = { tool: 'casehard' } as const

/** One entry of `results`, before it is written as the KRM functions specification (v1) has it. */
export interface Result {
  severity: Severity
  message: string
  /** The object in question, where the ResourceList holds it. */
  object?: StreamObject | undefined
  /** The field in question, by a pointer from the root of the ResourceList. */
  field?: { pointer: string; current?: Json | undefined; proposed?: Json | undefined }
  tags?: Readonly<Record<string, string | undefined>>
}

const PATHS = ['internal.config.kubernetes.io/path', 'config.kubernetes.io/path']
const INDEXES = ['internal.config.kubernetes.io/index', 'config.kubernetes.io/index']

const firstOf = (annotations: JsonObject, keys: readonly string[]): string | undefined =>
  keys.map((key) => asString(annotations[key])).find((value) => value !== undefined)

/** The file in the package that an object came from, as its annotations say. */
const fileOf = (object: JsonObject): JsonObject | undefined => {
  const annotations = asObject(asObject(object.metadata).annotations)
  const path = firstOf(annotations, PATHS)
  const index = firstOf(annotations, INDEXES) ?? ''
  if (path === undefined) return undefined
  return { path, ...(/^\d{1,9}$/.test(index) ? { index: Number(index) } : {}) }
}

const defined = (entries: Record<string, Json | undefined>): JsonObject =>
  Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, Json] => entry[1] !== undefined))

const refOf = ({ apiVersion, kind, namespace, name }: Resource): JsonObject =>
  defined({ apiVersion, kind, namespace, name })

/** An entry of `results`. */
export const resultJson = ({ severity, message, object, field, tags }: Result): JsonObject =>
  defined({
    message,
    severity,
    resourceRef: object === undefined ? undefined : refOf(object.resource),
    field:
      object === undefined || field === undefined
        ? undefined
        : defined({
            path: fieldPath(field.pointer.slice(object.at.pointer.length)),
            currentValue: field.current,
            proposedValue: field.proposed,
          }),
    file: object === undefined ? undefined : fileOf(object.value),
    tags: { ...OWN_TAG, ...defined({ ...tags }) },
  })
