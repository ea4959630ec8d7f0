/** A value as Kubernetes reads it from YAML. Objects keep their keys in the order of the text. */
export type Json = null | boolean | number | string | Json[] | JsonObject

/** A mapping of YAML, or an object of JSON. */
export type JsonObject = { [key: string]: Json }

/** One RFC 6902 operation; its path is an RFC 6901 pointer rooted at the document. */
export type Operation = { op: 'add' | 'replace'; path: string; value: Json } | { op: 'remove'; path: string }

/** A change of text in the input: lines and columns from 1, columns in UTF-16 units, the end is exclusive. */
export interface Edit {
  line: number
  column: number
  endLine: number
  endColumn: number
  text: string
  /** Where several edits of a report start at one place: in which order their texts stand there, from 1. */
  order?: number
}
