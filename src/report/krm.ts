import { objectsOf } from '../kube/pod/locate.ts'
import { asObject, asString } from '../kube/pod/pod.ts'
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
import { fieldPath, type Severity, severityOf } from './words.ts'

/** What every result of casehard has among its `tags`, so that a later run knows its own. */
export const OWN_TAG = { tool: 'casehard' } as const

/** One entry of `results`, before it is written as the KRM functions specification (v1) has it. */
export interface Result {
  severity: Severity
  message: string
  /** The object in question, where the ResourceList holds it. */
  object?: InputObject | undefined
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

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

/** A scalar, or a list of them: a mapping of the input may hold what a report must not quote. */
const isPlain = (value: Json | undefined): boolean =>
  Array.isArray(value) ? value.every((item) => item === null || typeof item !== 'object') : typeof value !== 'object'

/** What operations write at a pointer, as far as one of them says it. */
const writtenAt = (operations: readonly Operation[], pointer: string): Json | undefined => {
  for (const operation of operations.toReversed()) {
    if (operation.op === 'remove' || !`${pointer}/`.startsWith(`${operation.path}/`)) continue
    return valueAt(operation.value, pointer.slice(operation.path.length))
  }
  return undefined
}

const quoted = (evidence: readonly ReportedEvidence[]): string =>
  evidence.length === 0 ? '' : ` (${evidence.map(({ text }) => text).join('; ')})`

const targetOf = ({ control, container }: Change | Held): string =>
  `${control}: ${container === undefined ? '' : `container "${container}": `}`

/** The objects of a ResourceList, found by a pointer into them or by their names. */
class Objects {
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
 * What a run has to say as `results` of a KRM function, errors and warnings first, since kpt shows but a few: a change
 * is an info, what is held a warning unless the configuration asks for it, a notice a warning.
 * @param before the ResourceList as it came
 * @param after the ResourceList with the changes
 */
export const resultsOf = (report: Report, before: JsonObject, after: JsonObject): JsonObject[] => {
  const objects = new Objects(before)
  const added = new Objects(after)
  const currentAt = (pointer: string): Json | undefined => {
    const value = valueAt(before, pointer)
    return isPlain(value) ? value : undefined
  }
  const changedAt = (pointer: string): Json | undefined => {
    const value = valueAt(after, pointer)
    return isPlain(value) || valueAt(before, pointer) === undefined ? value : undefined
  }
  const results = [
    ...report.changes.map((change): Result => {
      const { path, reason, control, confidence, resource } = change
      const message = `${targetOf(change)}${reason}${confidence === 'assumed' ? ' [assumed]' : ''}`
      const field = { pointer: path, current: currentAt(path), proposed: changedAt(path) }
      const object = objects.at(path)
      const tags = { control, confidence }
      return object === undefined
        ? { severity: 'info', message, object: added.named(resource), tags }
        : { severity: 'info', message, object, field, tags }
    }),
    ...report.held.map((held): Result => {
      const { path, reason, evidence, hint, cause, control, confidence, operations = [] } = held
      const message = `${targetOf(held)}${reason}${quoted(evidence)}${hint === '' ? '' : `; ${hint}`} [${cause}]`
      const field = { pointer: path, current: currentAt(path), proposed: writtenAt(operations, path) }
      const tags = { control, cause, confidence }
      return { severity: severityOf(cause), message, object: objects.at(path), field, tags }
    }),
    ...report.notices.map(({ code, message, resource, file, line }): Result => {
      const where = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `
      return { severity: 'warning', message: `${where}${message}`, object: objects.named(resource), tags: { code } }
    }),
    ...report.skipped.map(({ reason, resource }): Result => {
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
