import { execa } from 'execa'
import { cleanEnvironment, PROGRAM } from '../../test/support/streams.ts'

const env = cleanEnvironment()

const DEFAULTS = { '--profile': 'restricted', '--config': 'none' }

/** Returns the defaults that are not among the options, neither as `--profile x` nor as `--profile=x`. */
const withoutOwn = (options: readonly string[]): string[] =>
  Object.entries(DEFAULTS).flatMap(([name, value]) =>
    options.some((option) => option === name || option.startsWith(`${name}=`)) ? [] : [name, value],
  )

/** Hardens a file with the built program; writes output and report to files, and returns the exit code and message. */
export const hardenFile = async (
  input: string,
  output: string,
  report: string,
  options: readonly string[] = [],
): Promise<{ code: number; message: string }> => {
  const args = [PROGRAM, ...withoutOwn(options), '--quiet', '--report', report, ...options]
  const { exitCode = -1, stderr } = await execa(process.execPath, args, {
    env,
    extendEnv: false,
    reject: false,
    inputFile: input,
    stdout: { file: output },
  })
  return { code: exitCode, message: stderr.trim() }
}

/** Prints a table whose first column is left-aligned text and whose others are numbers. */
export const printTable = (rows: readonly (readonly string[])[]): void => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) {
    const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
    console.log(cells.join('  '))
  }
}
