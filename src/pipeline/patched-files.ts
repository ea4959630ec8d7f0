import { checkPatches, type PatchedObject, type PatchFinding } from '../export/check-patches.ts'
import type { WrittenPatch } from '../export/read-patches.ts'
import { objectsOf } from '../kube/pod/locate.ts'
import type { InputFile } from '../model.ts'
import { parseSlice } from '../yaml/parse.ts'
import { scanHead } from '../yaml/scan.ts'
import { type Slice, splitStream } from '../yaml/split.ts'

interface PatchedDocument {
  slice: Slice
  /** Its objects, if a patch may select one of them. */
  objects: PatchedObject[] | undefined
}

/** The anchored expressions of the kinds that patches select; lists contain objects of any kind. */
const kindsOf = (patches: readonly WrittenPatch[]): ((kind: string | undefined) => boolean) => {
  const known = patches.map(({ target }) => target.kind)
  const isPlain = known.every((kind) => kind !== undefined && /^\w+$/.test(kind))
  return (kind) => !isPlain || kind === undefined || kind.endsWith('List') || known.includes(kind)
}

const textOf = ({ slice, objects }: PatchedDocument): string =>
  objects === undefined ? slice.text : objects.map(({ value }) => `---\n${JSON.stringify(value)}\n`).join('')

/**
 * Applies patches to manifests as Kustomize does, without regard to their layout.
 * @returns the patched manifests, in which each patched object is a document of its own in JSON, and the patches that do
 *   not match
 * @throws InputError if a document that a patch may select is no YAML
 */
export const patchFiles = (
  files: readonly InputFile[],
  patches: readonly WrittenPatch[],
): { files: InputFile[]; findings: PatchFinding[] } => {
  const mayBeSelected = kindsOf(patches)
  const read = files.map(({ name, text }) => ({
    name,
    documents: splitStream(text).map((slice): PatchedDocument => {
      const isRead = slice.hasContent && mayBeSelected(scanHead(slice.text)?.kind)
      const parsed = isRead ? parseSlice(slice.text, slice.line) : undefined
      return { slice, objects: parsed && objectsOf(parsed.value, slice.index).map((object) => ({ ...object })) }
    }),
  }))
  const objects = read.flatMap(({ documents }) => documents.flatMap((document) => document.objects ?? []))
  const findings = checkPatches(patches, objects)
  return { files: read.map(({ name, documents }) => ({ name, text: documents.map(textOf).join('') })), findings }
}
