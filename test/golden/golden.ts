import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Whether files that hold expected results are to be written. */
export const UPDATE = process.env.UPDATE === '1'

/** What a file holds, or words that no result is the same as. */
export const readGolden = (file: string): string =>
  existsSync(file) ? readFileSync(file, 'utf8') : '(there is no such file)'

/**
 * Compares a result with its file; an update writes it and fails all the same, so that nobody lands it unread.
 * @returns what is wrong, or undefined
 */
export const compareGolden = (file: string, actual: string): string | undefined => {
  if (readGolden(file) === actual) return undefined
  if (UPDATE) writeFileSync(file, actual)
  return UPDATE
    ? `${file} is written; verify the difference, then run without UPDATE`
    : `${file} differs; UPDATE=1 rewrites it`
}
