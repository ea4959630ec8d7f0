import type { StreamObject } from '../model.ts'
import type { InputDocument } from './documents.ts'
import type { Ruling } from './ruling.ts'

/** Input that was read, and what its pods are judged by. */
export interface Prepared {
  documents: InputDocument[]
  /** The objects of each document, in its order. */
  objects: StreamObject[][]
  ruling: Ruling
}
