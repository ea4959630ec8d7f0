import { CONTROLS } from '../../controls/index.ts'
import { gatherEvidence } from '../../evidence/gather.ts'
import { isLocal, locatePods, objectsOf } from '../../kube/pod/locate.ts'
import type { InputFile, InputObject, Options } from '../../model.ts'
import { InputError } from '../../yaml/errors.ts'
import { positionAt } from '../../yaml/locate.ts'
import type { Parsed } from '../../yaml/parse.ts'
import type { InputDocument, Prepared, Ruling } from '../types.ts'
import { readDocuments } from './documents.ts'

/** Refuses pods that Kubernetes could not read, before anything is hardened. */
const refuseMalformed = (
  document: InputDocument,
  parsed: Parsed,
  objects: readonly InputObject[],
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
 * Reads files and gathers the evidence over all of them.
 * @throws InputError for input that Kubernetes could not read
 */
export const prepare = (files: readonly InputFile[], options: Options): Prepared => {
  const { configuration } = options
  const documents = readDocuments(files, configuration.kinds)
  const objects = documents.map(({ parsed }, i) => (parsed === undefined ? [] : objectsOf(parsed.value, i)))
  for (const [i, document] of documents.entries())
    if (document.parsed !== undefined) refuseMalformed(document, document.parsed, objects[i] ?? [], options)
  const ruling: Ruling = {
    context: {
      input: gatherEvidence(objects.flat().filter((object) => !isLocal(object))),
      settings: configuration.settings,
      images: [...configuration.images, ...options.images],
    },
    controls: CONTROLS.flatMap((control) => {
      const stance = configuration.controls[control.id] ?? 'off'
      return stance === 'off' ? [] : [{ control, stance }]
    }),
    options,
  }
  return { documents, objects, ruling }
}
