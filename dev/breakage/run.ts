import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import type { Held, Report } from '../../src/model.ts'
import { type CorpusFile, cleanEnvironment, PROGRAM } from '../../test/support/streams.ts'
import { hardenFile } from '../corpus/program.ts'
import { type ContainerSettings, readContainers } from './settings.ts'

/** One file before and after a run. Both lists name the same containers in the same order. */
export interface Hardened {
  /** The name of the file without its folder. */
  name: string
  before: ContainerSettings[]
  after: ContainerSettings[]
  report: Report
}

/** Hardens files with the built program and options, some at once. @throws Error if the program refuses one */
export const hardenEach = async (
  files: readonly CorpusFile[],
  options: readonly string[] = [],
): Promise<Hardened[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-breakage-'))
  const results: Hardened[] = []
  const queue = [...files.entries()]
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, file] = next
      const [output, report] = [join(folder, `${index}.yaml`), join(folder, `${index}.json`)] as const
      const { code, message } = await hardenFile(file.path, output, report, options)
      if (code !== 0) throw new Error(`${file.name}: exit code ${code}: ${message}`)
      results[index] = {
        name: basename(file.name),
        before: readContainers(readFileSync(file.path, 'utf8')),
        after: readContainers(readFileSync(output, 'utf8')),
        report: JSON.parse(readFileSync(report, 'utf8')),
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work))
  } finally {
    rmSync(folder, { recursive: true })
  }
  return results
}

/** Returns whether the program knows an option, e.g. `--assume`. */
export const knowsOption = async (option: string): Promise<boolean> => {
  const { stdout } = await execa(process.execPath, [PROGRAM, '--help'], { env: cleanEnvironment(), extendEnv: false })
  return stdout.includes(option)
}

/** Returns what a control held for a container, in the report's words; undefined if it held nothing. */
export const heldFor = ({ report }: Hardened, at: ContainerSettings, control: string): string | undefined => {
  const held = report.held.find(
    (entry: Held) =>
      entry.control === control &&
      entry.resource.kind === at.kind &&
      entry.resource.name === at.name &&
      (entry.container === undefined || entry.container === at.container),
  )
  return held && `held [${held.cause}]: ${held.reason}`
}

/** Formats a share, e.g. `81.3 %`. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`
