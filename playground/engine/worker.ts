import { readCatalog } from '../../src/evidence/image/catalog.ts'
import type { Report } from '../../src/model.ts'
import { type Outcome, run, type Task } from './run.ts'
import { type Overview, overviewOf, type View, type ViewRequest, viewOf } from './view.ts'

/** Defined by the bundler. */
declare const CASEHARD_PROFILES: string
declare const CASEHARD_IMAGES: string
declare const CASEHARD_VERSION: string

/** What the page sends: a task, or which verdicts of the last one to show. It gets answers with the same number. */
export type Message = { number: number } & ({ task: Task } | { request: ViewRequest })

type Failed = Extract<Outcome, { error: unknown }>

/** The result of a task without its report, which stays in the worker. */
export type Hardened = Omit<Exclude<Outcome, Failed>, 'report'> & { overview: Overview }

/** The answer to a task, with the time that hardening took, in milliseconds, or to a request for verdicts. */
export type Answer = { number: number } & ({ outcome: Hardened | Failed; time: number } | { view: View })

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
let kept: Report | undefined

scope.onmessage = ({ data }) => {
  const { number } = data
  if ('request' in data) {
    if (kept !== undefined) scope.postMessage({ number, view: viewOf(kept, data.request) })
    return
  }
  const start = performance.now()
  const result = outcomeOf(data.task)
  const time = performance.now() - start
  kept = 'error' in result ? undefined : result.report
  if ('error' in result) return scope.postMessage({ number, outcome: result, time })
  const { report, ...rest } = result
  scope.postMessage({ number, outcome: { ...rest, overview: overviewOf(report) }, time })
}
