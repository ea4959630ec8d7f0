import { join, relative, resolve, sep } from 'node:path'
import { makePatches } from '../../../src/export/patches.ts'
import { type ExportFormat, exportText, leftOutLine, MARK } from '../../../src/export/text.ts'
import type { PatchSet } from '../../../src/export/types.ts'
import { formatCount } from '../../../src/lib/format.ts'
import type { InputFile } from '../../../src/model.ts'
import { hardenedObjects } from '../../../src/pipeline/hardened-objects.ts'
import { renderScalar } from '../../../src/yaml/edit/render.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, systemCause, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { readManifests } from '../../run/input.ts'
import { print } from '../../run/output.ts'
import { runHardening } from '../../run/run.ts'
import { checkExport } from './check.ts'

const FILE = 'kustomization.yaml'

/** How other tools than Kustomize refer to the folder. */
const REFERENCES: Partial<Record<ExportFormat, string>> = {
  fleet: 'kustomize:\n  dir: ',
  zarf: 'postRenderer:\n  kustomization: ',
}

const refuseForeign = (io: Io, path: string, name: string): void => {
  if (!io.exists(path) || (!io.isFolder(path) && Buffer.from(io.readFile(path)).toString().startsWith(MARK))) return
  throw usageFailure(`${name}: the file exists and was not written by casehard export; name another folder with --dir`)
}

/** Writes the file; returns the lines that refer to its folder, for a kustomization.yaml, fleet.yaml or zarf.yaml. */
const writeInto = (io: Io, dir: string, text: string, format: ExportFormat): string => {
  const folder = resolve(io.cwd, dir)
  const path = join(folder, FILE)
  const name = join(dir, FILE)
  try {
    refuseForeign(io, path, name)
    io.makeFolder(folder)
    io.writeFile(path, text, 'replace')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw usageFailure(`${name}: the file cannot be written (${systemCause(error)}); name another folder with --dir`)
  }
  const shown = renderScalar((relative(io.cwd, folder) || '.').split(sep).join('/'))
  return `${REFERENCES[format] ?? 'components:\n  - '}${shown}\n`
}

const summaryOf = ({ patches, leftOut }: PatchSet): string => {
  const positional = patches.filter(({ byPosition }) => byPosition).length
  const parts = [
    formatCount(patches.length, 'patch').replace(/hs$/, 'hes'),
    ...(positional === 0 ? [] : [`${positional} of them by position`]),
    ...(leftOut.length === 0 ? [] : [`${formatCount(leftOut.length, 'change')} left out`]),
  ]
  return `casehard: ${parts.join(', ')}\n`
}

/** `casehard export FORMAT`: writes patches that harden the manifests; lists the changes that cannot be patches. */
export const runExport = async (
  format: ExportFormat,
  io: Io,
  requested: Values,
  positionals: readonly string[],
): Promise<number> => {
  const [word] = positionals
  if (word !== undefined)
    throw usageFailure(`export ${format}: unexpected argument "${word}"; name manifests with -f ${word}`)
  if (requested.check !== undefined) return checkExport(io, requested)
  let files: InputFile[] = []
  const read = async (): Promise<InputFile[]> => {
    files = await readManifests(io, requested.filename?.values ?? ['-'], 'name files with -f, or pipe manifests in')
    return files
  }
  const { report, configuration, summarize } = await runHardening(io, requested, read, {
    addsNothing: true,
    covers: () => requested.filename === undefined,
  })
  const { objects, all } = hardenedObjects(files, report, configuration.kinds)
  const set = makePatches(objects, all)
  const text = exportText(format, set)
  const dir = single(requested, 'dir')
  await print(io, dir === undefined ? text : writeInto(io, dir, text, format))
  if (summarize) io.stderr.write(summaryOf(set))
  for (const entry of set.leftOut) io.stderr.write(`casehard: left out: ${leftOutLine(entry)}\n`)
  return set.leftOut.length === 0 ? EXIT_WRITTEN : EXIT_FINDINGS
}
