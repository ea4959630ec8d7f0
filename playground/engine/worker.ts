import { readCatalog } from '../../src/evidence/image/catalog.ts'
import { type Outcome, run, type Task } from './run.ts'

/** Defined by the bundler. */
declare const CASEHARD_PROFILES: string
declare const CASEHARD_IMAGES: string
declare const CASEHARD_VERSION: string

/** What the page sends, and what it gets back with the same number. */
export interface Message {
  number: number
  task: Task
}

/** The answer to a message, with the time that hardening took, in milliseconds. */
export interface Answer {
  number: number
  outcome: Outcome
  time: number
}

/** The part of a worker's global scope that is used here; the type of the page's window differs. */
interface Scope {
  onmessage: (event: { data: Message }) => void
  postMessage(answer: Answer): void
}

const builtin = {
  profiles: JSON.parse(CASEHARD_PROFILES),
  images: readCatalog(CASEHARD_IMAGES),
  version: CASEHARD_VERSION,
}

const outcomeOf = (task: Task): Outcome => {
  try {
    return run(task, builtin)
  } catch (error) {
    return { error: { message: error instanceof Error ? error.message : String(error) } }
  }
}

const scope = globalThis as unknown as Scope
scope.onmessage = ({ data: { number, task } }) => {
  const start = performance.now()
  const outcome = outcomeOf(task)
  scope.postMessage({ number, outcome, time: performance.now() - start })
}
