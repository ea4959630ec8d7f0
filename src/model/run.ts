import type { Configuration } from './configuration.ts'
import type { ImageFacts } from './image-facts.ts'

/** One text with manifests. */
export interface InputFile {
  /** Name for messages and reports; the filter's is `stdin`. */
  name: string
  text: string
  /** The user named it, and reports do so where it is the only input, too; a stream has no name of its own. */
  isNamed?: true
  /** Read for what it tells of the others: it is neither changed nor reported. */
  evidenceOnly?: true
}

/** All that a run needs to know besides its input. */
export interface Options {
  configuration: Configuration
  /** The built-in facts about images. */
  images: readonly ImageFacts[]
  /** Version of casehard, for the report. */
  version: string
  /** ISO date of today, for exemptions that expire. */
  today: string
}
