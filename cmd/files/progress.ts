import type { Io } from '../io/io.ts'

/** Delay between the first part of the work that is reported and the bar, in milliseconds. */
const DELAY = 600
/** Time between two updates of the bar, in milliseconds. */
const INTERVAL = 100
const WIDTH = 30

/** Returns a function that receives the progress of a part of the work, e.g. `reading`. */
export type Progress = (part: string) => (done: number, total: number) => void

/** Runs work with a progress bar if stderr is a terminal and the work takes long. */
export const withProgress = async <T>(io: Io, quiet: boolean, work: (progress: Progress) => Promise<T>): Promise<T> => {
  const isShown = !quiet && io.stderr.isTTY && io.env.TERM !== 'dumb'
  if (!isShown) return work(() => () => {})
  const { clock } = io.disk
  let next: number | undefined
  let isDrawn = false
  const clear = () => {
    if (isDrawn) io.stderr.write('\r\u001b[K')
    isDrawn = false
  }
  const draw = (part: string, share: number) => {
    const now = clock()
    next ??= now + DELAY
    if (now < next) return
    next = now + INTERVAL
    isDrawn = true
    const filled = Math.floor(share * WIDTH)
    const bar = `${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}`
    io.stderr.write(`\r${part.padEnd(9)} [${bar}] ${String(Math.floor(share * 100)).padStart(3)} %\u001b[K`)
  }
  try {
    return await work((part) => (done, total) => draw(part, total === 0 ? 0 : done / total))
  } finally {
    clear()
  }
}
