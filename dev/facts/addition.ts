import type { ImageFacts, WritablePath } from '../../src/model.ts'

/** Facts that `dockerfiles.json` and the charts do not show. They add to the other facts of their images. */
export interface Addition {
  images: readonly string[]
  /** What was opened and says so: each `OWNER/REPO@COMMIT:PATH` or an `https` address. */
  source: readonly string[]
  facts: Omit<Partial<ImageFacts>, 'image' | 'source' | 'status'>
  /** A fact of build files that holds for some configurations only. */
  unset?: keyof ImageFacts
  /** More paths that the image writes to. */
  writable?: readonly WritablePath[]
  /** Of an image without other facts: derived from the image that this names, whose facts it inherits. */
  from?: string
  /** The status of an entry for an image without other facts; absent: there is none. */
  isNew?: 'verified' | 'observed'
}
