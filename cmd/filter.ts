import { isResourceList } from '../src/pipeline/resource-list.ts'
import { readStdin } from './input.ts'
import type { Io } from './io.ts'
import { runHardening } from './run.ts'
import { writeHardened } from './tell.ts'
import type { Values } from './values.ts'

/** The bare `casehard`: manifests from stdin to stdout; a ResourceList as `casehard fn` answers it. */
export const runFilter = async (io: Io, said: Values): Promise<number> => {
  const instead = 'e.g. helm template NAME CHART | casehard; or see casehard --help'
  const reading = readStdin(io, instead)
  const input = await reading.catch(() => undefined) // what went wrong is told below, where it gets into the report
  if (input !== undefined && isResourceList(input.text)) {
    const { hardenResourceList } = await import('./fn.ts')
    return hardenResourceList(io, said, () => reading)
  }
  return writeHardened(io, await runHardening(io, said, async () => [await reading]))
}
