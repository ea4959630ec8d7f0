import { gatherEvidence } from '../evidence/gather.ts'
import { imageOf } from '../evidence/image/facts.ts'
import { parseImage } from '../kube/image-reference.ts'
import type { EvidenceContext, ImageFacts, InputFile, Options, UnknownImage } from '../model.ts'
import { lineAt } from '../yaml/locate.ts'
import { EditableObject } from './editable-object.ts'
import { readDocuments } from './read/documents.ts'
import { locateObjects } from './read/input.ts'

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
