import type { JsonObject } from './json.ts'

/** How a Kubernetes object is named; `name` is `generateName*` where only that is given, and empty where neither is. */
export interface Resource {
  apiVersion: string
  kind: string
  namespace?: string
  name: string
}

/** Where a document stands: index from 0, line of its first line (its `---` line where it has one) from 1. */
export interface DocumentRef {
  file?: string
  index: number
  line: number
  new?: true
}

/** A place in a value: which parsed document, and the RFC 6901 pointer in it. */
export interface Place {
  document: number
  pointer: string
}

/** What a pod shape is: how a kind nests its pods and which of their fields its API server or operator keeps. */
export interface PodShape {
  /** Pointer to the object whose fields are the pod spec's, e.g. `/spec/template/spec`. */
  spec: string
  /** Pointer to the pod's own metadata; absent where the kind has none that may be written. */
  metadata?: string
  /**
   * Patterns of what may be written, relative to the pod spec (`*` is one step, a trailing `/**` everything below);
   * absent: every field of a pod.
   */
  writable?: readonly string[]
  /** Where the knowledge of `writable` comes from, e.g. the CRD. */
  source?: string
  /**
   * The pod of an existing object can not be changed (Job, Pod): an upgrade in place is refused. `named`: only where its
   * metadata has a name of its own, which would have to change with it.
   */
  immutable?: true | 'named'
}

/** The lists of a pod spec that hold containers. */
export type ContainerList = 'initContainers' | 'containers' | 'ephemeralContainers'

/** A container of a pod, and where it stands. */
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

/** A pod or pod template, as the controls before this one left it. Pointers are rooted at the document. */
export interface Pod {
  document: number
  resource: Resource
  /** The whole object that holds the pod (one item, inside a List), and where it stands. */
  object: JsonObject
  objectPointer: string
  shape: PodShape
  spec: JsonObject
  /** The spec as the input has it, before any control: what a person wrote is a decision, what a control wrote is not. */
  given: JsonObject
  pointer: string
  metadata: JsonObject
  metadataPointer?: string
  /** Init, regular and ephemeral containers, in this order. */
  containers: Container[]
  /** Any sign of Windows: `spec.os`, node selector or affinity, hostProcess. */
  windows: boolean
}
