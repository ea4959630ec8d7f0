import { isWritable } from '../../kube/pod/pod.ts'
import type { Json, Operation, Pod } from '../../model.ts'
import { join, valueAt } from '../../pointer.ts'

/** Lists the pointers of the leaves of a value, or the path itself if it has none. */
const leavesOf = (path: string, value: Json | undefined): string[] => {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0) return [path]
  return Object.entries(value).flatMap(([key, child]) => leavesOf(join(path, key), child as Json))
}

/** An object before operations are applied, and its pointer in the document. */
interface Target {
  object: Json
  objectPointer: string
}

/** Lists every pointer that operations write or remove. */
const touched = ({ object, objectPointer }: Target, operations: readonly Operation[]): string[] =>
  operations.flatMap((operation) => {
    const { path } = operation
    const isRemoved = operation.op === 'remove'
    return leavesOf(path, isRemoved ? valueAt(object, path.slice(objectPointer.length)) : operation.value)
  })

/** Rewrites a pointer of the document as controls declare fields: `/spec/...` and `/metadata/...` of the pod. */
const relative = (pod: Pod, pointer: string): string => {
  if (pod.metadataPointer !== undefined && pointer.startsWith(`${pod.metadataPointer}/`))
    return `/metadata${pointer.slice(pod.metadataPointer.length)}`
  return pointer.startsWith(`${pod.pointer}/`) ? `/spec${pointer.slice(pod.pointer.length)}` : pointer
}

/** The steps of each list of fields. The lists of controls never change, and every change is compared with one. */
const stepsIn = new WeakMap<readonly string[], readonly string[][]>()

const patternsOf = (fields: readonly string[]): readonly string[][] => {
  const patterns = stepsIn.get(fields) ?? fields.map((field) => field.split('/'))
  stepsIn.set(fields, patterns)
  return patterns
}

/** Tells whether a pointer is a declared field, is inside one, or is an empty parent of one. */
const isDeclared = (patterns: readonly string[][], pointer: string): boolean => {
  const steps = pointer.split('/')
  return patterns.some((pattern) =>
    pattern.every((step, i) => i >= steps.length || step === steps[i] || step === '*' || step === '**'),
  )
}

/** Finds the first pointer in an object that a control writes and does not declare. */
export const undeclaredPath = (
  target: Target,
  operations: readonly Operation[],
  fields: readonly string[],
  toRelative = (pointer: string): string => pointer.slice(target.objectPointer.length),
): string | undefined => {
  const patterns = patternsOf(fields)
  return touched(target, operations).find((pointer) => !isDeclared(patterns, toRelative(pointer)))
}

/** Finds the first pointer in a pod or its metadata that a control writes and does not declare. */
export const undeclaredInPod = (
  pod: Pod,
  operations: readonly Operation[],
  fields: readonly string[],
): string | undefined => undeclaredPath(pod, operations, fields, (pointer) => relative(pod, pointer))

/** Finds the first pointer that the kind of the pod does not keep. */
export const unwritablePath = (pod: Pod, operations: readonly Operation[]): string | undefined =>
  pod.shape.writable === undefined ? undefined : touched(pod, operations).find((pointer) => !isWritable(pod, pointer))
