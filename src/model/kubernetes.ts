import type { JsonObject } from './json.ts'

/** A Kubernetes object's identity. `name` is `generateName` with `*` if only that is set, and empty if neither is. */
export interface Resource {
  apiVersion: string
  kind: string
  namespace?: string
  name: string
}

/** A document's position: its index, from 0, and its first line, from 1 (its `---` line if it has one). */
export interface DocumentRef {
  file?: string
  index: number
  line: number
  new?: true
}

/** A position in the input: the index of a parsed document, and an RFC 6901 pointer into it. */
export interface Place {
  document: number
  pointer: string
}

/** Where a kind nests its pod template, and which fields of it its API server or operator keeps. */
export interface PodShape {
  /** Pointer to the pod spec, e.g. `/spec/template/spec`. */
  spec: string
  /** Pointer to the pod's metadata; absent if the kind has no writable pod metadata. */
  metadata?: string
  /**
   * Patterns of the fields that may be set, relative to the pod spec (`*` is one step, a trailing `/**` everything
   * below); absent: every field of a pod.
   */
  writable?: readonly string[]
  /** The source of `writable`, e.g. the CRD. */
  source?: string
  /**
   * The pod spec of an existing object is immutable (Job, Pod), so an upgrade in place is rejected. `named`: only if the
   * pod metadata sets a name, which would have to change as well.
   */
  immutable?: true | 'named'
}

/** The lists of containers of a pod spec. */
export type ContainerList = 'initContainers' | 'containers' | 'ephemeralContainers'

/** A container of a pod, with its position. */
export interface Container {
  list: ContainerList
  index: number
  name: string
  value: JsonObject
  /** Pointer from the document's root. */
  pointer: string
  /** A native sidecar: an init container with `restartPolicy: Always`. */
  sidecar: boolean
}

/** A pod or pod template after the controls that have run so far. Pointers are rooted at the document. */
export interface Pod {
  document: number
  resource: Resource
  /** The object that contains the pod (in a List, one item), and its pointer. */
  object: JsonObject
  objectPointer: string
  shape: PodShape
  spec: JsonObject
  /** The spec in the input, before any control: only what a person wrote is a decision. */
  given: JsonObject
  pointer: string
  metadata: JsonObject
  metadataPointer?: string
  /** Init, regular and ephemeral containers, in this order. */
  containers: Container[]
  /** Any sign of Windows: `spec.os`, node selector or affinity, hostProcess. */
  windows: boolean
}
