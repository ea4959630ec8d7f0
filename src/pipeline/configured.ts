import { gatherEvidence } from '../evidence/gather.ts'
import { catalogOf } from '../evidence/image/catalog.ts'
import { findFacts, imageOf } from '../evidence/image/facts.ts'
import { parseImage } from '../evidence/image/names.ts'
import { groupOf } from '../kube/kinds/kinds.ts'
import { looksLikePodTemplate } from '../kube/kinds/unknown.ts'
import { isObject } from '../kube/pod/pod.ts'
import { findNearest } from '../lib/suggest.ts'
import type {
  CustomKind,
  EvidenceContext,
  ImageFacts,
  InputFile,
  Options,
  UnknownImage,
  UnknownKind,
} from '../model.ts'
import { valueAt } from '../pointer.ts'
import { requirementsOf } from '../requirements/requirements.ts'
import { lineAt } from '../yaml/parse.ts'
import { EditableObject } from './editable-object.ts'
import { readDocuments } from './read/documents.ts'
import { locateObjects } from './read/input.ts'

/** An entry of a configuration that has no effect on some manifests, and why. */
export interface IdleEntry {
  list: 'images' | 'kinds'
  /** The image, or group and kind. */
  name: string
  reason: string
}

const readObjects = (files: readonly InputFile[], kinds: readonly CustomKind[]) =>
  readDocuments(files, kinds).flatMap(({ parsed, file }, document) =>
    locateObjects(parsed, document, kinds).map((object) => ({ object, parsed, file })),
  )

const isKind = ({ group, kind }: CustomKind, resource: { apiVersion: string; kind: string }): boolean =>
  groupOf(resource.apiVersion) === group && resource.kind === kind

/** Returns the pointer with `*` for the items of lists. */
const withStars = (pointer: string): string => pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')

const nameOf = ({ group, kind }: CustomKind): string => `${group}/${kind}`

const applies = (facts: ImageFacts, reference: string): boolean =>
  findFacts({ images: [facts], catalog: catalogOf([]) }, reference) !== undefined

const idleImages = (references: readonly string[], { configuration }: Options): IdleEntry[] => {
  const repositories = references.map((reference) => {
    const { registry, repository } = parseImage(reference)
    return `${registry}/${repository}`
  })
  return configuration.images.flatMap((facts): IdleEntry[] => {
    if (references.some((reference) => applies(facts, reference))) return []
    const { tags: _, ...anyTag } = facts
    const named = references.find((reference) => applies(anyTag, reference))
    const nearest = findNearest(facts.image, repositories)
    const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`
    const reason = named === undefined ? `no container has this image${hint}` : `its tags do not include ${named}`
    return [{ list: 'images', name: facts.image, reason }]
  })
}

type LocatedIn = ReturnType<typeof readObjects>[number]['object']

const referencesIn = (objects: readonly LocatedIn[]): string[] =>
  objects.flatMap((object) => {
    const editable = EditableObject.of(object)
    const pods = object.located.pods.map((location) => editable.podAt(location))
    return pods.flatMap(({ containers }) =>
      containers.flatMap(({ value }) => (typeof value.image === 'string' && value.image !== '' ? [value.image] : [])),
    )
  })

/**
 * Returns the images of all containers as written, each once, sorted.
 * @throws InputError for input that Kubernetes could not read
 */
export const findImages = (
  files: readonly InputFile[],
  { configuration }: Pick<Options, 'configuration'>,
): string[] => {
  const objects = readObjects(files, configuration.kinds).map(({ object }) => object)
  return [...new Set(referencesIn(objects))].sort()
}

/**
 * Returns the entries of `images` and `kinds` of a configuration that match nothing in the manifests.
 * @throws InputError for input that Kubernetes could not read
 */
export const findIdleEntries = (files: readonly InputFile[], options: Options): IdleEntry[] => {
  const { kinds } = options.configuration
  const objects = readObjects(files, kinds).map(({ object }) => object)
  const references = referencesIn(objects)
  const names = objects.map(({ resource }) => `${groupOf(resource.apiVersion)}/${resource.kind}`)
  const idleKinds = kinds.flatMap((kind): IdleEntry[] => {
    const own = objects.filter(({ resource }) => isKind(kind, resource))
    if (own.some(({ located }) => located.pods.length > 0)) return []
    const [first] = own
    const nearest = findNearest(nameOf(kind), names)
    const look = first === undefined ? undefined : looksLikePodTemplate(first.value)
    const hint = look === undefined ? '' : `; ${withStars(look)} looks like a pod`
    const reason =
      first === undefined
        ? `no object has this group and kind${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`
        : `${first.resource.kind} ${first.resource.name} has no pod at ${kind.pod}${hint}`
    return [{ list: 'kinds', name: nameOf(kind), reason }]
  })
  return [...idleImages(references, options), ...idleKinds]
}

/**
 * Returns the kinds of objects that are skipped although they seem to contain a pod template, each once, with the place of
 * their first object.
 * @throws InputError for input that Kubernetes could not read
 */
export const findUnknownKinds = (files: readonly InputFile[], { configuration }: Options): UnknownKind[] => {
  const found = readObjects(files, configuration.kinds).flatMap(({ object, parsed, file }): UnknownKind[] => {
    const { resource, value, located, at } = object
    const group = groupOf(resource.apiVersion)
    if (located.pods.length > 0 || located.skipped !== undefined || located.malformed !== undefined) return []
    const look = looksLikePodTemplate(value)
    if (parsed === undefined || group === '' || look === undefined || look === '') return []
    const above = look.replace(/\/spec$/, '')
    const hasMetadata = above !== look && above !== '' && isObject(valueAt(value, `${above}/metadata`))
    const place = { file: file.name, line: lineAt(parsed, at.pointer) }
    const pod = withStars(look)
    return [
      {
        group,
        kind: resource.kind,
        pod,
        ...(hasMetadata ? { metadata: `${withStars(above)}/metadata` } : {}),
        ...place,
      },
    ]
  })
  return found.filter((one, i) => found.findIndex((other) => nameOf(other) === nameOf(one)) === i)
}

const isKnown = (facts: ImageFacts | undefined): boolean =>
  [facts?.imageUser, facts?.user, facts?.root].some((fact) => fact !== undefined)

/**
 * Lists the images of all pods whose user is unknown, each repository once, in the order of the input.
 * @throws InputError for input that Kubernetes could not read
 */
export const unknownImages = (files: readonly InputFile[], options: Options): UnknownImage[] => {
  const { configuration, images } = options
  const { settings, kinds } = configuration
  const context: EvidenceContext = {
    input: gatherEvidence([]),
    settings,
    images: configuration.images,
    catalog: images,
    mountsWrites: () => true,
    assumed: new Set(),
    requirementsOf,
  }
  const documents = readDocuments(files, kinds)
  const found = documents.flatMap(({ parsed, file }, document) => {
    const pods = locateObjects(parsed, document, kinds).flatMap((object) => {
      const editable = EditableObject.of(object)
      return object.located.pods.map((location) => editable.podAt(location))
    })
    return pods.flatMap((pod) =>
      pod.containers.flatMap((container): UnknownImage[] => {
        const { image } = container.value
        if (typeof image !== 'string' || parsed === undefined) return []
        if (isKnown(imageOf(pod, container, context)?.facts)) return []
        const { registry, repository } = parseImage(image)
        const line = lineAt(parsed, `${container.pointer}/image`)
        return [{ repository: `${registry}/${repository}`, image, file: file.name, line }]
      }),
    )
  })
  return found.filter((one, i) => found.findIndex(({ repository }) => repository === one.repository) === i)
}
