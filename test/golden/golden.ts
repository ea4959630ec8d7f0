import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Whether to write the golden files. */
export const UPDATE = process.env.UPDATE === '1'

/** Reads a golden file; returns a text that no result equals if it is missing. */
export const readGolden = (file: string): string =>
  existsSync(file) ? readFileSync(file, 'utf8') : '(there is no such file)'

/**
 * Compares a result with its golden file; with UPDATE=1 writes it and still fails, so that the difference is read.
 * @returns the problem, or undefined
 */
export const compareGolden = (file: string, actual: string): string | undefined => {
  if (readGolden(file) === actual) return undefined
  if (UPDATE) writeFileSync(file, actual)
  return UPDATE
    ? `${file} is written; verify the difference, then run without UPDATE`
    : `${file} differs; UPDATE=1 rewrites it`
}
