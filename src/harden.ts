import { CONTROLS } from './controls/index.ts'
import { gatherEvidence } from './evidence/stream.ts'
import { locatePods, objectsOf } from './kube/locate.ts'
import type { InputFile, Options, Report, StreamObject } from './model.ts'
import { applyOperations } from './patch/apply.ts'
import { assembleReport } from './pipeline/assemble.ts'
import { type InputDocument, readDocuments } from './pipeline/documents.ts'
import { hardenObject } from './pipeline/harden-object.ts'
import { assignEdits, ownerOf } from './pipeline/ownership.ts'
import type { Ruling } from './pipeline/ruling.ts'
import { InputError } from './text/errors.ts'
import { positionAt } from './text/locate.ts'
import type { Parsed } from './text/parse.ts'
import { splice } from './text/splice.ts'

/** What an empty stream becomes: Helm 4 takes no output at all for a failure, and kpt deletes what it was given. */
const NOTHING = '# casehard: no manifests\n'

/** Refuses pods that Kubernetes could not read, before anything is hardened. */
const refuseMalformed = (
  document: InputDocument,
  parsed: Parsed,
  objects: readonly StreamObject[],
  options: Options,
): void => {
  for (const object of objects) {
    const { malformed } = locatePods(object, options.configuration.kinds)
    if (malformed === undefined) continue
    const { kind, namespace, name } = object.resource
    const who = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
    const message = `document ${document.ref.index} (${who}): ${malformed.message}; correct the manifest`
    const error = new InputError('pod', message, positionAt(parsed, malformed.pointer))
    error.file = document.file.name
    throw error
  }
}

/**
 * Hardens the manifests in files and reports every change and every change held back. Pure: the same input gives the
 * same bytes. Evidence is gathered over all files.
 * @throws InputError for input that Kubernetes could not read; any other exception is a bug
 */
export const harden = (files: readonly InputFile[], options: Options): { files: InputFile[]; report: Report } => {
  const { configuration } = options
  const documents = readDocuments(files, configuration.kinds)
  const objects = documents.map(({ parsed }, i) => (parsed === undefined ? [] : objectsOf(parsed.value, i)))
  for (const [i, document] of documents.entries())
    if (document.parsed !== undefined) refuseMalformed(document, document.parsed, objects[i] ?? [], options)
  const ruling: Ruling = {
    context: {
      stream: gatherEvidence(objects.flat()),
      settings: configuration.settings,
      images: [...configuration.images, ...options.images],
    },
    controls: CONTROLS.flatMap((control) => {
      const stance = configuration.controls[control.id] ?? 'off'
      return stance === 'off' ? [] : [{ control, stance }]
    }),
    options,
  }
  const outcomes = objects.map((list) => list.map((object) => hardenObject(object, ruling)))
  const report = assembleReport(documents, outcomes, options)
  return { files: writeFiles(files, documents, report), report }
}

/** Splices each document's changes into its text, and gives each change the edits that are its own. */
const writeFiles = (files: readonly InputFile[], documents: readonly InputDocument[], report: Report): InputFile[] => {
  const edited = documents.map(({ parsed, slice, file, ref }) => {
    const changes = report.changes.filter(({ document }) => document === ref)
    if (parsed === undefined || changes.length === 0) return undefined
    const operations = changes.flatMap((change) => change.operations)
    const after = applyOperations(parsed.value, operations)
    const spliced = splice(parsed, after, (pointer) => ownerOf(changes, pointer))
    assignEdits(changes, spliced.edits)
    return { slice, file, text: spliced.text }
  })
  return files.map((file) => {
    const parts: string[] = []
    let at = 0
    for (const document of edited) {
      if (document?.file !== file) continue
      const { start, text } = document.slice
      parts.push(file.text.slice(at, start), document.text)
      at = start + text.length
    }
    const text = parts.length === 0 ? file.text : parts.join('') + file.text.slice(at)
    return { ...file, text: text === '' ? NOTHING : text }
  })
}
