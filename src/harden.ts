import type { Change, DocumentRef, InputFile, Options, Report } from './model.ts'
import { applyOperations } from './patch/apply.ts'
import { generate } from './pipeline/generate/generate.ts'
import { hardenObject } from './pipeline/harden/object.ts'
import { prepare } from './pipeline/read/prepare.ts'
import type { Addition, InputDocument } from './pipeline/types.ts'
import { assembleReport } from './pipeline/write/report.ts'
import { assignEdits, findOwners, writeAdditions } from './pipeline/write/text.ts'
import { splice } from './yaml/edit/splice.ts'

/** What an empty stream becomes: Helm 4 takes no output at all for a failure, and kpt deletes what it was given. */
const NOTHING = '# casehard: no manifests\n'

/**
 * Hardens the manifests in files and reports every change and every change held back. Pure: the same input gives the
 * same bytes. Evidence is gathered over all files.
 * @param watch is told how far it is, in steps of the same size; what it does makes no difference to the result
 * @throws InputError for input that Kubernetes could not read; any other exception is a bug
 */
export const harden = (
  files: readonly InputFile[],
  options: Options,
  watch?: (done: number, total: number) => void,
): { files: InputFile[]; report: Report } => {
  const prepared = prepare(files, options)
  const { documents, objects, ruling } = prepared
  const outcomes = objects.map((list, i) => {
    watch?.(i, objects.length)
    return list.map((object) => hardenObject(object, ruling))
  })
  const additions = generate(prepared, outcomes)
  const report = assembleReport(documents, outcomes, additions, options)
  return { files: writeFiles(files, documents, additions, report), report }
}

/** Splices each document's changes into its text, and gives each change the edits that are its own. */
const writeFiles = (
  files: readonly InputFile[],
  documents: readonly InputDocument[],
  additions: readonly Addition[],
  report: Report,
): InputFile[] => {
  const changesOf = new Map(documents.map(({ ref }): [DocumentRef, Change[]] => [ref, []]))
  for (const change of report.changes) changesOf.get(change.document)?.push(change)
  const edited = documents.map(({ parsed, slice, file, ref }) => {
    const changes = changesOf.get(ref) ?? []
    if (parsed === undefined || changes.length === 0) return undefined
    const operations = changes.flatMap((change) => change.operations)
    const after = applyOperations(parsed.value, operations)
    const spliced = splice(parsed, after, findOwners(changes))
    assignEdits(changes, spliced.edits)
    return { slice, file, text: spliced.text }
  })
  const first = report.changes.length - additions.length
  const added = additions.map((addition, i) => ({ addition, change: report.changes[first + i] as Change }))
  return files.map((file) => {
    const parts: string[] = []
    let at = 0
    for (const document of edited) {
      if (document?.file !== file) continue
      const { start, text } = document.slice
      parts.push(file.text.slice(at, start), document.text)
      at = start + text.length
    }
    const own = added.filter(({ addition }) => addition.place.file === file && addition.ref.new)
    const end = writeAdditions(file, own, documents, report.changes)
    const text = parts.length + end.length === 0 ? file.text : parts.join('') + file.text.slice(at) + end
    return { ...file, text: text === '' ? NOTHING : text }
  })
}
