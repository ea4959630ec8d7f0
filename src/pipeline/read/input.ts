import { CONTROLS } from '../../controls/index.ts'
import { gatherEvidence } from '../../evidence/gather.ts'
import { locatePods, objectsOf } from '../../kube/pod/locate.ts'
import { isObject } from '../../kube/pod/pod.ts'
import type { Configuration, CustomKind, InputFile, Options } from '../../model.ts'
import { requirementsOf } from '../../requirements/requirements.ts'
import { InputError } from '../../yaml/errors.ts'
import { type Parsed, positionAt } from '../../yaml/parse.ts'
import { mountsWritesBy } from '../harden/exemptions.ts'
import type { InputDocument, LocatedObject, ParsedInput, RunContext } from '../types.ts'
import { templateOf } from './dangling-alias.ts'
import { readDocuments } from './documents.ts'

/** Refuses a pod that Kubernetes could not read. */
const refuseMalformed = ({ ref, file }: InputDocument, parsed: Parsed, { resource, located }: LocatedObject): void => {
  const { malformed } = located
  if (malformed === undefined) return
  const { kind, namespace, name } = resource
  const object = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
  const message = `document ${ref.index} (${object}): ${malformed.message}; correct the manifest`
  const error = new InputError('pod', message, positionAt(parsed, malformed.pointer))
  error.file = file.name
  throw error
}

/**
 * Lists the objects of a document, with the pods in each.
 * @param inPackage whether the document is a ResourceList that kpt or Kustomize sent
 */
export const locateObjects = (
  parsed: Parsed | undefined,
  index: number,
  kinds: readonly CustomKind[],
  inPackage = false,
): LocatedObject[] =>
  parsed === undefined
    ? []
    : objectsOf(parsed.value, index).map((object) => ({ ...object, located: locatePods(object, kinds, inPackage) }))

/**
 * Whether a document is a ResourceList as kpt and Kustomize send it: alone, and not rendered by Helm. kubectl and Helm
 * apply the items of any other ResourceList.
 */
const isPackage = (document: InputDocument, documents: readonly InputDocument[]): boolean => {
  const value = document.parsed?.value
  if (!isObject(value) || value.kind !== 'ResourceList' || templateOf(document) !== undefined) return false
  return documents.every((other) => other === document || other.file !== document.file || !other.slice.hasContent)
}

/** Returns the controls that write what is unknown: those that the user names, and those that override every objection. */
const assumedBy = ({ assume, controls }: Configuration): ReadonlySet<string> =>
  new Set(
    Object.entries(controls).flatMap(([id, stance]) =>
      stance === 'enforce' || assume === true || (Array.isArray(assume) && assume.includes(id)) ? [id] : [],
    ),
  )

/**
 * Reads files and gathers the evidence over all of them.
 * @throws InputError for input that Kubernetes could not read
 */
export const readInput = (files: readonly InputFile[], options: Options): ParsedInput => {
  const { configuration } = options
  const documents = readDocuments(files, configuration.kinds)
  const objects = documents.map((document, i) =>
    locateObjects(document.parsed, i, configuration.kinds, isPackage(document, documents)),
  )
  for (const [i, document] of documents.entries())
    if (document.parsed !== undefined)
      for (const object of objects[i] ?? []) refuseMalformed(document, document.parsed, object)
  const context: RunContext = {
    controls: CONTROLS.flatMap((control) => {
      const stance = configuration.controls[control.id] ?? 'off'
      return stance === 'off' ? [] : [{ control, stance }]
    }),
    evidence: {
      input: gatherEvidence(objects.flat().filter(({ located }) => located.local !== true)),
      settings: configuration.settings,
      images: configuration.images,
      catalog: options.images,
      mountsWrites: mountsWritesBy(options),
      assumed: assumedBy(configuration),
      requirementsOf,
    },
    options,
  }
  return { documents, objects, context }
}
