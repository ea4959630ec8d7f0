import type { Change, Json, JsonObject, Resource } from '../model.ts'

/** An object of the input that changed: as it was, as it is hardened, and the changes that lie between. */
export interface HardenedObject {
  resource: Resource
  before: JsonObject
  after: JsonObject
  changes: Change[]
  /** Its document has aliases, and a merge by Kustomize 4 at one of them changes all places that share the anchor. */
  hasAliases: boolean
}

/** Which objects Kustomize gives to a patch. `name` and `namespace` are regular expressions that Kustomize anchors. */
export interface Target {
  /** Absent for the core group; Kustomize then takes any. */
  group?: string
  version: string
  kind: string
  name: string
  namespace?: string
}

/** A patch as Kustomize takes it: a strategic merge is a mapping, a JSON Patch (RFC 6902) a list. */
export interface Patch {
  object: HardenedObject
  target: Target
  body: Json
  /** It names items of lists by their position, so that it fits the very object that it was made from and no other. */
  byPosition: boolean
}

/** A change that no patch can say. */
export interface LeftOut {
  change: Change
  reason: string
}

/** All patches that a stream needs, and what they can not say. */
export interface PatchSet {
  patches: Patch[]
  leftOut: LeftOut[]
}
