import type { Assessment, InputObject, JsonObject, Pod, Reference, Settings } from '../model.ts'

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
