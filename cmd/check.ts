import type { InputFile } from '../src/model.ts'
import { reportText } from '../src/report/text.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN } from './exit-codes.ts'
import { readInputFile, readStdin } from './input.ts'
import type { Io } from './io.ts'
import { mayColor, print } from './output.ts'
import { runHardening } from './run.ts'
import type { Values } from './values.ts'

const readAll = async (io: Io, paths: readonly string[]): Promise<InputFile[]> => {
  const files: InputFile[] = []
  for (const path of paths) {
    const file = path === '-' ? await readStdin(io, 'name files, or pipe them in') : readInputFile(io, path)
    files.push(file)
  }
  return files
}

/** `casehard check`: prints what hardening would change and hold, and fails if it would change anything. */
export const runCheck = async (io: Io, said: Values, paths: readonly string[]): Promise<number> => {
  const named = paths.length === 0 ? ['-'] : [...new Set(paths)]
  const { report, summarize } = await runHardening(io, said, () => readAll(io, named))
  if (summarize) await print(io, reportText(report, { color: mayColor(io, io.stdout), full: false }))
  return report.changes.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}
