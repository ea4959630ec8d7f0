import type { InputFile } from '../../src/model.ts'
import { isResourceList } from '../../src/pipeline/read/resource-list.ts'
import type { Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { readStdin } from '../run/input.ts'
import { mayReport } from '../run/reports.ts'
import { runHardening } from '../run/run.ts'
import { writeHardened } from '../run/tell.ts'

/** The bare `casehard`: manifests from stdin to stdout; a ResourceList as `casehard fn` answers it. */
export const runFilter = async (io: Io, said: Values): Promise<number> => {
  const instead = 'e.g. helm template NAME CHART | casehard; or see casehard --help'
  let reading: Promise<InputFile> | undefined
  const read = (): Promise<InputFile> => (reading ??= readStdin(io, instead))
  // What goes wrong here is told below, where it gets into the report.
  const input = mayReport(io, said.report) ? await read().catch(() => undefined) : undefined
  if (input !== undefined && isResourceList(input.text)) {
    const { hardenResourceList } = await import('./fn.ts')
    return hardenResourceList(io, said, read)
  }
  return writeHardened(io, await runHardening(io, said, async () => [await read()]))
}
