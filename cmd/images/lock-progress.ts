import { formatCount } from '../../src/lib/format.ts'
import type { Io } from '../io/io.ts'

/** Delay before the line appears, and time between two updates, in milliseconds. */
const DELAY = 2000
const INTERVAL = 200

/** A line on a terminal that says how far the work is. */
export interface LockProgress {
  image(): void
  bytes(count: number): void
  clear(): void
}

const SILENT: LockProgress = { image: () => {}, bytes: () => {}, clear: () => {} }

/** Shows how many images and bytes were read, if stderr is a terminal and the work takes over two seconds. */
export const lockProgress = (io: Io, quiet: boolean, total: number): LockProgress => {
  if (quiet || !io.stderr.isTTY || io.env.TERM === 'dumb') return SILENT
  const { clock } = io.disk
  let next = clock() + DELAY
  let isDrawn = false
  let images = 0
  let read = 0
  const draw = (): void => {
    const now = clock()
    if (now < next) return
    next = now + INTERVAL
    isDrawn = true
    io.stderr.write(`\r${images} of ${formatCount(total, 'image')}, ${(read / 1e6).toFixed(1)} MB read\u001b[K`)
  }
  return {
    image: () => {
      images++
      draw()
    },
    bytes: (count) => {
      read += count
      draw()
    },
    clear: () => {
      if (isDrawn) io.stderr.write('\r\u001b[K')
    },
  }
}
