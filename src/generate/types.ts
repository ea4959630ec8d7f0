import type { Assessment, InputObject, JsonObject, Pod, Reference, Settings } from '../model.ts'

/** All that generators look at: a stream whose pods are hardened already. */
export interface HardenedInput {
  /** Every object that was parsed, as hardening leaves it. */
  objects: readonly InputObject[]
  pods: readonly Pod[]
  /** Objects whose operator starts pods that the stream does not show. */
  operators: readonly InputObject[]
  settings: Settings
}

/** What a generator finds of one object of the stream. */
export interface GeneratorResult {
  /** The object whose verdict it is: a workload, or a Namespace. */
  about: InputObject
  /** The pod in it, where it is about one. */
  pod?: Pod
  /** Its operations, where it has any, change the object itself; `path` stands in that object. */
  assessment: Assessment
  /** The object that would stand in the stream beside it, without the annotations of who reads the stream. */
  added?: JsonObject
}

/** Adds objects to a stream, or what only the whole stream can tell to one of them; off unless it is asked for. */
export interface Generator {
  id: string
  /** The state afterwards, as a sentence without a period. */
  title: string
  rationale: string
  /** What stops working, and how that shows. */
  breaks: string
  references: readonly Reference[]
  /** What it adds, in a few words. */
  adds: string
  /** Tells it from a control. */
  generates: true
  assess(stream: HardenedInput): GeneratorResult[]
}
