import type { Task } from '../engine/run.ts'
import type { ViewRequest } from '../engine/view.ts'
import type { Answer, Message } from '../engine/worker.ts'

/** The program of the worker, defined by the bundler. */
declare const WORKER: string

const start = (answered: (answer: Answer) => void): Worker => {
  const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }))
  const worker = new Worker(url)
  worker.onmessage = ({ data }) => answered(data)
  return worker
}

/** Hardens manifests, and shows verdicts of the last ones. */
export interface Engine {
  harden(task: Task): void
  /** Asks for verdicts; not while it hardens, since the answer would be about other manifests. */
  view(request: ViewRequest): void
}

/**
 * Creates an engine in a worker, so that the page stays responsive. A new task ends the one that is still running, whose
 * answer nobody needs any more.
 */
export const createEngine = (answered: (answer: Answer) => void): Engine => {
  let number = 0
  let isBusy = false
  const receive = (answer: Answer): void => {
    if (answer.number !== number) return
    isBusy = false
    answered(answer)
  }
  let worker = start(receive)
  const send = (message: Message): void => worker.postMessage(message)
  return {
    harden: (task) => {
      number += 1
      if (isBusy) {
        worker.terminate()
        worker = start(receive)
      }
      isBusy = true
      send({ number, task })
    },
    view: (request) => {
      if (!isBusy) send({ number, request })
    },
  }
}
