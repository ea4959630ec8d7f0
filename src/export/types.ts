import type { Change, Json, JsonObject, Resource } from '../model.ts'

/** An object of the input that changed: before and after hardening, with the changes. */
export interface HardenedObject {
  resource: Resource
  before: JsonObject
  after: JsonObject
  changes: Change[]
  /** Its document has YAML aliases: Kustomize 4 then applies a merge to every alias of the same anchor. */
  hasAliases: boolean
}

/** The target of a Kustomize patch. `name` and `namespace` are regular expressions that Kustomize anchors. */
export interface Target {
  /** Absent for the core group; Kustomize then matches any group. */
  group?: string
  version: string
  kind: string
  name: string
  namespace?: string
}

/** A Kustomize patch: a strategic merge is a mapping, a JSON Patch (RFC 6902) a list. */
export interface Patch {
  object: HardenedObject
  target: Target
  body: Json
  /** It names list items by position, so it applies only to the object it was made from. */
  byPosition: boolean
}

/** A change that no patch can express. */
export interface LeftOut {
  change: Change
  reason: string
}

/** The patches for an input, and the changes that they do not cover. */
export interface PatchSet {
  patches: Patch[]
  leftOut: LeftOut[]
}
