import { isWritable } from '../../kube/pod/shape.ts'
import type { Json, Operation, Pod } from '../../model.ts'
import { join, valueAt } from '../../pointer.ts'

/** The pointers of all that stands at a path: the leaves of its value, or the path itself. */
const leavesOf = (path: string, value: Json | undefined): string[] => {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0) return [path]
  return Object.entries(value).flatMap(([key, child]) => leavesOf(join(path, key), child as Json))
}

/** An object that operations are about to change, and where it stands in the document. */
interface Target {
  object: Json
  objectPointer: string
}

/** Every pointer that operations write or take away. */
const touched = ({ object, objectPointer }: Target, operations: readonly Operation[]): string[] =>
  operations.flatMap((operation) => {
    const { path } = operation
    const isRemoved = operation.op === 'remove'
    return leavesOf(path, isRemoved ? valueAt(object, path.slice(objectPointer.length)) : operation.value)
  })

/** A pointer of the document as control fields name it: `/spec/...` of the pod, `/metadata/...` of the pod. */
const relative = (pod: Pod, pointer: string): string => {
  if (pod.metadataPointer !== undefined && pointer.startsWith(`${pod.metadataPointer}/`))
    return `/metadata${pointer.slice(pod.metadataPointer.length)}`
  return pointer.startsWith(`${pod.pointer}/`) ? `/spec${pointer.slice(pod.pointer.length)}` : pointer
}

/** The steps of each list of fields: the lists of controls never change, and every change is held against one. */
const stepsIn = new WeakMap<readonly string[], readonly string[][]>()

const patternsOf = (fields: readonly string[]): readonly string[][] => {
  const patterns = stepsIn.get(fields) ?? fields.map((field) => field.split('/'))
  stepsIn.set(fields, patterns)
  return patterns
}

/** Whether a pointer is one of the declared fields, stands in one, or is an empty parent of one. */
const isDeclared = (patterns: readonly string[][], pointer: string): boolean => {
  const steps = pointer.split('/')
  return patterns.some((pattern) =>
    pattern.every((step, i) => i >= steps.length || step === steps[i] || step === '*' || step === '**'),
  )
}

/** The first pointer in an object that a control may not touch; undefined where all is as it declares. */
export const undeclaredPath = (
  target: Target,
  operations: readonly Operation[],
  fields: readonly string[],
  toRelative = (pointer: string): string => pointer.slice(target.objectPointer.length),
): string | undefined => {
  const patterns = patternsOf(fields)
  return touched(target, operations).find((pointer) => !isDeclared(patterns, toRelative(pointer)))
}

/** The first pointer in or beside a pod that a control may not touch; undefined where all is as it declares. */
export const undeclaredInPod = (
  pod: Pod,
  operations: readonly Operation[],
  fields: readonly string[],
): string | undefined => undeclaredPath(pod, operations, fields, (pointer) => relative(pod, pointer))

/** The first pointer that the kind of the pod does not keep. */
export const unwritablePath = (pod: Pod, operations: readonly Operation[]): string | undefined =>
  pod.shape.writable === undefined ? undefined : touched(pod, operations).find((pointer) => !isWritable(pod, pointer))
