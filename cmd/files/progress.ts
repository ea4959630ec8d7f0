import type { Io } from '../io/io.ts'

/** Shorter work shows no bar; milliseconds. */
const PATIENCE = 600
/** Time between two looks of the bar, in milliseconds. */
const PACE = 100
const WIDTH = 30

/** Gives what tells how far a part of the work is, by its name, e.g. `reading`. */
export type Progress = (part: string) => (done: number, total: number) => void

/** Runs work with a bar on the terminal that stderr is; elsewhere, and for work that is soon done, there is none. */
export const withProgress = async <T>(io: Io, quiet: boolean, work: (progress: Progress) => Promise<T>): Promise<T> => {
  const isShown = !quiet && io.stderr.isTTY && io.env.TERM !== 'dumb'
  if (!isShown) return work(() => () => {})
  const { clock } = io.disk
  let next = clock() + PATIENCE
  let isDrawn = false
  const clear = () => {
    if (isDrawn) io.stderr.write('\r\u001b[K')
    isDrawn = false
  }
  const draw = (part: string, share: number) => {
    const now = clock()
    if (now < next) return
    next = now + PACE
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
