/** A value as Kubernetes decodes it from YAML. Objects keep the order of their keys. */
export type Json = null | boolean | number | string | Json[] | JsonObject

/** A YAML mapping or JSON object. */
export type JsonObject = { [key: string]: Json }

/** One RFC 6902 operation; its path is an RFC 6901 pointer rooted at the document. */
export type Operation =
  | {
      op: 'add' | 'replace'
      path: string
      value: Json
      /** Set in a report that does not contain all of the value, because it contains a secret. */
      masked?: true
    }
  | { op: 'remove'; path: string }

/** A text edit of the input: lines and columns count from 1, columns in UTF-16 code units, the end is exclusive. */
export interface Edit {
  line: number
  column: number
  endLine: number
  endColumn: number
  text: string
  /** Set in a report whose text differs from the one that was written, because that contains a secret. */
  masked?: true
  /** If several edits of a report start at the same position, the order of their texts, from 1. */
  order?: number
  /** It is complete only together with all edits of its document: an alias or a merge shares text among changes. */
  joint?: true
}
