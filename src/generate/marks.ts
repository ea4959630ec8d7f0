import { asObject, asString } from '../kube/pods.ts'
import type { JsonObject, StreamObject } from '../model.ts'

/** Helm 4 sorts what a post-renderer prints into files by it, and names the rest by number. */
const HELM = 'postrenderer.helm.sh/postrender-filename'
/** The file of a package that an item belongs to, and its place there, for kpt; the second is the older spelling. */
const PREFIXES = ['internal.config.kubernetes.io/', 'config.kubernetes.io/']

const annotationsOf = ({ value }: Pick<StreamObject, 'value'>): JsonObject =>
  asObject(asObject(value.metadata).annotations)

/**
 * An object that is added to a stream, with the annotations by which Helm 4 and kpt know its file, where the stream's own
 * objects carry such; the file is casehard's own.
 * @param others all objects of the stream, and those that were added before
 */
export const withMarks = (added: JsonObject, others: readonly Pick<StreamObject, 'value'>[]): JsonObject => {
  const file = `casehard/${(asString(added.kind) ?? '').toLowerCase()}.yaml`
  const isUsed = (key: string): boolean => others.some((object) => Object.hasOwn(annotationsOf(object), key))
  const paths = PREFIXES.filter((prefix) => isUsed(`${prefix}path`))
  const index = others.filter((object) =>
    paths.some((prefix) => annotationsOf(object)[`${prefix}path`] === file),
  ).length
  const marks = {
    ...(isUsed(HELM) ? { [HELM]: file } : {}),
    ...Object.fromEntries(
      paths.flatMap((prefix) => [
        [`${prefix}path`, file],
        [`${prefix}index`, String(index)],
      ]),
    ),
  }
  if (Object.keys(marks).length === 0) return added
  return { ...added, metadata: { ...asObject(added.metadata), annotations: marks } }
}
