import { objectsOf } from '../kube/pod/locate.ts'
import { asObject, asString } from '../kube/pod/pod.ts'
import { printable } from '../lib/printable.ts'
import type {
  Change,
  Held,
  InputObject,
  Json,
  JsonObject,
  Operation,
  Report,
  ReportedEvidence,
  Resource,
} from '../model.ts'
import { valueAt } from '../pointer.ts'
import { formatFieldPath, type Severity, severityOf } from './format.ts'

/** The tag of all results of casehard, by which a later run recognizes its own. */
export const OWN_TAG = { tool: 'casehard' } as const

/** An entry of `results`, before it is converted to the format of the KRM functions specification (v1). */
export interface KrmResult {
  severity: Severity
  message: string
  /** The object in question, if the ResourceList contains it. */
  object?: InputObject | undefined
  /** The field in question; the pointer is rooted at the ResourceList. */
  field?: { pointer: string; current?: Json | undefined; proposed?: Json | undefined }
  tags?: Readonly<Record<string, string | undefined>>
}

const PATHS = ['internal.config.kubernetes.io/path', 'config.kubernetes.io/path']
const INDEXES = ['internal.config.kubernetes.io/index', 'config.kubernetes.io/index']

const firstAnnotation = (annotations: JsonObject, keys: readonly string[]): string | undefined =>
  keys.map((key) => asString(annotations[key])).find((value) => value !== undefined)

/** Returns the file of an object in its package, from its annotations. */
const fileOf = (object: JsonObject): JsonObject | undefined => {
  const annotations = asObject(asObject(object.metadata).annotations)
  const path = firstAnnotation(annotations, PATHS)
  const index = firstAnnotation(annotations, INDEXES) ?? ''
  if (path === undefined) return undefined
  return { path, ...(/^\d{1,9}$/.test(index) ? { index: Number(index) } : {}) }
}

const defined = (entries: Record<string, Json | undefined>): JsonObject =>
  Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, Json] => entry[1] !== undefined))

const refOf = ({ apiVersion, kind, namespace, name }: Resource): JsonObject =>
  defined({ apiVersion, kind, namespace, name })

/** Converts a result to an entry of `results`. */
export const resultJson = ({ severity, message, object, field, tags }: KrmResult): JsonObject =>
  defined({
    message: printable(message),
    severity,
    resourceRef: object === undefined ? undefined : refOf(object.resource),
    field:
      object === undefined || field === undefined
        ? undefined
        : defined({
            path: formatFieldPath(field.pointer.slice(object.at.pointer.length)),
            currentValue: field.current,
            proposedValue: field.proposed,
          }),
    file: object === undefined ? undefined : fileOf(object.value),
    tags: { ...OWN_TAG, ...defined({ ...tags }) },
  })

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

/** Reports whether a value is a scalar or a list of scalars: a mapping of the input may contain secrets. */
const isScalarOrList = (value: Json | undefined): boolean =>
  Array.isArray(value) ? value.every((item) => item === null || typeof item !== 'object') : typeof value !== 'object'

/** Returns the value that operations write at a pointer, if one of them contains it. */
const valueWrittenAt = (operations: readonly Operation[], pointer: string): Json | undefined => {
  for (const operation of operations.toReversed()) {
    if (operation.op === 'remove' || !`${pointer}/`.startsWith(`${operation.path}/`)) continue
    return valueAt(operation.value, pointer.slice(operation.path.length))
  }
  return undefined
}

const formatEvidenceList = (evidence: readonly ReportedEvidence[]): string =>
  evidence.length === 0 ? '' : ` (${evidence.map(({ text }) => text).join('; ')})`

const targetOf = ({ control, container }: Change | Held): string =>
  `${control}: ${container === undefined ? '' : `container "${container}": `}`

/** The objects of a ResourceList, to be found by a pointer into them or by name. */
class ListedObjects {
  readonly #objects: readonly InputObject[]

  constructor(list: Json) {
    this.#objects = objectsOf(list, 0)
  }

  at(pointer: string): InputObject | undefined {
    return this.#objects.find((object) => pointer.startsWith(`${object.at.pointer}/`))
  }

  named(wanted: Resource | undefined): InputObject | undefined {
    const isWanted = ({ resource }: InputObject): boolean =>
      resource.kind === wanted?.kind && resource.name === wanted.name && resource.namespace === wanted.namespace
    return this.#objects.find((object) => isWanted(object) && object.resource.apiVersion === wanted?.apiVersion)
  }
}

/**
 * Builds the `results` of a KRM function from a report, the most severe first, because kpt shows only a few. A change is
 * an info, a held change is a warning unless the configuration asks for it, a notice is a warning.
 * @param before the ResourceList of the input
 * @param after the ResourceList with the changes
 */
export const buildResults = (report: Report, before: JsonObject, after: JsonObject): JsonObject[] => {
  const objects = new ListedObjects(before)
  const added = new ListedObjects(after)
  const currentAt = (pointer: string): Json | undefined => {
    const value = valueAt(before, pointer)
    return isScalarOrList(value) ? value : undefined
  }
  const changedAt = (pointer: string): Json | undefined => {
    const value = valueAt(after, pointer)
    return isScalarOrList(value) || valueAt(before, pointer) === undefined ? value : undefined
  }
  const results = [
    ...report.changes.map((change): KrmResult => {
      const { path, reason, control, confidence, resource } = change
      const message = `${targetOf(change)}${reason}${confidence === 'assumed' ? ' [assumed]' : ''}`
      const field = { pointer: path, current: currentAt(path), proposed: changedAt(path) }
      const object = objects.at(path)
      const tags = { control, confidence }
      return object === undefined
        ? { severity: 'info', message, object: added.named(resource), tags }
        : { severity: 'info', message, object, field, tags }
    }),
    ...report.held.map((held): KrmResult => {
      const { path, reason, evidence, hint, cause, control, confidence, operations = [] } = held
      const message = `${targetOf(held)}${reason}${formatEvidenceList(evidence)}${hint === '' ? '' : `; ${hint}`} [${cause}]`
      const field = { pointer: path, current: currentAt(path), proposed: valueWrittenAt(operations, path) }
      const tags = { control, cause, confidence }
      return { severity: severityOf(held), message, object: objects.at(path), field, tags }
    }),
    ...report.notices.map(({ code, message, resource, file, line }): KrmResult => {
      const where = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `
      return { severity: 'warning', message: `${where}${message}`, object: objects.named(resource), tags: { code } }
    }),
    ...report.skipped.map(({ reason, resource }): KrmResult => {
      return {
        severity: 'info',
        message: `skipped: ${reason}`,
        object: objects.named(resource),
        tags: { code: 'skipped' },
      }
    }),
  ]
  return SEVERITIES.flatMap((severity) => results.filter((result) => result.severity === severity)).map(resultJson)
}
