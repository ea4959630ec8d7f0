import type { Configuration } from './configuration.ts'
import type { ImageCatalog } from './image-facts.ts'

/** A file with manifests, or standard input. */
export interface InputFile {
  /** Name in messages and reports; `stdin` for standard input. */
  name: string
  text: string
  /** The user named the file, so reports name it even if it is the only input. */
  isNamed?: true
  /** Read only as evidence for the other files: it is neither changed nor reported. */
  evidenceOnly?: true
}

/** The options of a run, besides its input. */
export interface Options {
  configuration: Configuration
  /** The built-in facts about images. */
  images: ImageCatalog
  /** Version of casehard, for the report. */
  version: string
  /** Today's ISO date, for the expiry of exemptions. */
  today: string
  /**
   * Configuration files of whose folders the input is only a part, so that their exemptions may hold something elsewhere
   * and are not stale.
   */
  uncovered?: readonly string[]
}
