import type { Task } from '../engine/run.ts'
import type { Answer, Message } from '../engine/worker.ts'

/** The program of the worker, defined by the bundler. */
declare const WORKER: string

const start = (answered: (answer: Answer) => void): Worker => {
  const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }))
  const worker = new Worker(url)
  worker.onmessage = ({ data }) => answered(data)
  return worker
}

/**
 * Returns a function that hardens in a worker, so that the page stays responsive. A new task ends the one that is still
 * running, whose answer nobody needs any more.
 */
export const createEngine = (answered: (answer: Answer) => void): ((task: Task) => void) => {
  let number = 0
  let isBusy = false
  const receive = (answer: Answer): void => {
    if (answer.number !== number) return
    isBusy = false
    answered(answer)
  }
  let worker = start(receive)
  return (task) => {
    number += 1
    if (isBusy) {
      worker.terminate()
      worker = start(receive)
    }
    isBusy = true
    worker.postMessage({ number, task } satisfies Message)
  }
}
