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
