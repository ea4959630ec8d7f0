import { join, resolve } from 'node:path'
import { checkSummary, type PatchFinding } from '../../../src/export/check-patches.ts'
import { makePatches } from '../../../src/export/patches.ts'
import { readPatches, type WrittenPatch } from '../../../src/export/read-patches.ts'
import type { HardenedObject } from '../../../src/export/types.ts'
import { objectsOf } from '../../../src/kube/pod/locate.ts'
import { formatCount, formatResource } from '../../../src/lib/format.ts'
import { printable } from '../../../src/lib/printable.ts'
import type { InputFile } from '../../../src/model.ts'
import { hardenedObjects } from '../../../src/pipeline/hardened-objects.ts'
import { patchFiles } from '../../../src/pipeline/patched-files.ts'
import { InputError } from '../../../src/yaml/errors.ts'
import { lineAt, parseSlice } from '../../../src/yaml/parse.ts'
import { splitStream } from '../../../src/yaml/split.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, refusal, systemCause, usageFailure } from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { decodeInput, readManifests } from '../../run/input.ts'
import { print } from '../../run/output.ts'
import { runHardening } from '../../run/run.ts'

const FILE = 'kustomization.yaml'

/** A patch with its place. */
interface PlacedPatch extends WrittenPatch {
  file: string
  line: number
}

const readText = (io: Io, path: string): InputFile => {
  const name = io.isFolder(resolve(io.cwd, path)) ? join(path, FILE) : path
  try {
    return { name, text: decodeInput(io.readFile(resolve(io.cwd, name)), name) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined || !(error instanceof Error)) throw error
    throw usageFailure(`${name}: the file cannot be read (${systemCause(error)}); name the file with the patches`)
  }
}

const patchesIn = ({ name, text }: InputFile): PlacedPatch[] => {
  try {
    return splitStream(text).flatMap((slice) => {
      const parsed = slice.hasContent ? parseSlice(slice.text, slice.line) : undefined
      if (parsed === undefined) return []
      return objectsOf(parsed.value, slice.index).flatMap(({ value, at }) =>
        readPatches(value).map((patch) => ({ ...patch, file: name, line: lineAt(parsed, at.pointer + patch.pointer) })),
      )
    })
  } catch (error) {
    if (error instanceof InputError) throw refusal(error.code, error.message, name, error)
    throw error
  }
}

/** Reads the patches of files with kustomizations, HelmReleases or Applications; a file without any is refused. */
const readAll = (io: Io, paths: readonly string[]): PlacedPatch[] =>
  paths.flatMap((path) => {
    const file = readText(io, path)
    const patches = patchesIn(file)
    if (patches.length > 0) return patches
    throw usageFailure(
      `${printable(file.name)}: no patches; name a kustomization, a HelmRelease with postRenderers or an Application with kustomize.patches`,
    )
  })

const findingLine = ({ patch, target, problem, isUnchecked }: PatchFinding): string => {
  const { file, line } = patch as PlacedPatch
  return printable(`${file}:${line}: ${target}: ${isUnchecked === true ? 'not checked: ' : ''}${problem}`)
}

const uncoveredLine = ({ resource, changes }: HardenedObject): string => {
  const controls = [...new Set(changes.map(({ control }) => control))].join(', ')
  return printable(`${formatResource(resource)}: ${formatCount(changes.length, 'change')} in no patch: ${controls}`)
}

/**
 * `casehard export FORMAT --check FILE`: reports patches that no longer match the manifests, and objects that the patches
 * leave with something to change. Patches that cannot be checked are listed, and do not fail the check.
 */
export const checkExport = async (io: Io, requested: Values): Promise<number> => {
  const patches = readAll(io, requested.check?.values ?? [])
  let findings: PatchFinding[] = []
  let files: InputFile[] = []
  const read = async (): Promise<InputFile[]> => {
    const given = await readManifests(
      io,
      requested.filename?.values ?? ['-'],
      'name files with -f, or pipe manifests in',
    )
    const patched = patchFiles(given, patches)
    findings = patched.findings
    files = patched.files
    return files
  }
  const { report, configuration, summarize } = await runHardening(io, requested, read, {
    addsNothing: true,
    covers: () => requested.filename === undefined,
  })
  const { objects, all } = hardenedObjects(files, report, configuration.kinds)
  const covered = new Set(makePatches(objects, all).leftOut.map(({ change }) => change))
  const uncovered = objects.filter(({ changes }) => changes.some((change) => !covered.has(change)))
  const lines = [...findings.map(findingLine), ...uncovered.map(uncoveredLine)]
  await print(io, lines.map((line) => `${line}\n`).join(''))
  const changes = uncovered.reduce((sum, object) => sum + object.changes.length, 0)
  if (summarize) io.stderr.write(checkSummary(patches.length, findings, changes))
  const isStale = uncovered.length > 0 || findings.some(({ isUnchecked }) => isUnchecked !== true)
  return isStale ? EXIT_FINDINGS : EXIT_WRITTEN
}
