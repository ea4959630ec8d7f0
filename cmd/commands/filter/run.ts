import type { InputFile } from '../../../src/model.ts'
import { isResourceList } from '../../../src/pipeline/read/resource-list.ts'
import type { Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { readStdin } from '../../run/input.ts'
import { mayReport } from '../../run/reports.ts'
import { runWithProgress, writeHardened } from '../../run/run.ts'

/** `casehard` without a command: hardens manifests from stdin to stdout; treats a ResourceList as `casehard fn` does. */
export const runFilter = async (io: Io, requested: Values): Promise<number> => {
  const read = readOnce(() => readStdin(io, 'e.g. helm template NAME CHART | casehard; or see casehard --help'))
  if (mayReport(io, requested.report) && (await holdsResourceList(read))) {
    const { hardenResourceList } = await import('../fn/run.ts')
    return hardenResourceList(io, requested, read)
  }
  return writeHardened(io, await runWithProgress(io, requested, async () => [await read()]))
}

/** Returns a function that reads on its first call, and returns or throws the same on later calls. */
const readOnce = (read: () => Promise<InputFile>): (() => Promise<InputFile>) => {
  let result: Promise<InputFile> | undefined
  return () => (result ??= read())
}

/** Whether the input is a ResourceList. An error of reading is left to the run, which puts it in the report. */
const holdsResourceList = (read: () => Promise<InputFile>): Promise<boolean> =>
  read().then(
    ({ text }) => isResourceList(text),
    () => false,
  )
