import { printable } from '../../src/lib/printable.ts'

/** The most characters of a text from a registry that a message shows. */
const LONGEST = 200

/** Returns a text from a registry for a message: one line, printable, of at most 200 characters. */
export const shown = (text: unknown): string => {
  const line = printable(typeof text === 'string' ? text : String(text))
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}

/** An expected failure of a registry. Its message, `IMAGE: what happened; next step`, has no credentials. */
export class RegistryError extends Error {
  override name = 'RegistryError'
  /** Host of the registry, with its port. */
  readonly registry: string
  /** The image as written. */
  readonly image: string
  readonly problem: string
  readonly nextStep: string
  /** The registry says that it does not have it. */
  readonly isMissing: boolean

  constructor(registry: string, image: string, { problem, nextStep }: Problem, cause?: unknown) {
    // An image of Docker Hub need not name its registry.
    const where = image.startsWith(`${registry}/`) ? image : `${registry}: ${image}`
    super(printable(`${where}: ${problem}; ${nextStep}`), { cause })
    this.registry = registry
    this.image = image
    this.isMissing = cause instanceof MissingError
    this.problem = problem
    this.nextStep = nextStep
  }
}

/** What happened, and what the user can do about it. */
export interface Problem {
  problem: string
  nextStep: string
}

/** A problem where the image is not known; `openImage` and `openLayer` turn it into a `RegistryError`. */
export class ProblemError extends Error implements Problem {
  override name = 'ProblemError'
  readonly problem: string
  readonly nextStep: string

  constructor(problem: string, nextStep: string, cause?: unknown) {
    super(problem, { cause })
    this.problem = problem
    this.nextStep = nextStep
  }
}

/** The registry answers that it does not have what was asked for. */
export class MissingError extends ProblemError {}
