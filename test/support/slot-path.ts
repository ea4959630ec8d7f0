import { join, resolve } from 'node:path'

const BIN = resolve('testdata/slots/bin')

/** Path of a real binary that `npm run slots` has put there. */
export const slot = (name: string): string => join(BIN, name)
