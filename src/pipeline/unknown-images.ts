import { gatherEvidence } from '../evidence/gather.ts'
import { imageOf } from '../evidence/image/facts.ts'
import { parseImage } from '../kube/image-reference.ts'
import { locatePods, objectsOf } from '../kube/pod/locate.ts'
import type { EvidenceContext, ImageFacts, InputFile, Options } from '../model.ts'
import type { UnknownImage } from '../report/config-files.ts'
import { lineAt } from '../yaml/locate.ts'
import { viewOf } from './harden/targets.ts'
import { readDocuments } from './read/documents.ts'
import { Subject } from './types.ts'

const isKnown = (facts: ImageFacts | undefined): boolean =>
  [facts?.imageUser, facts?.user, facts?.root].some((fact) => fact !== undefined)

/**
 * The images of all pods of whose user nothing is known, each repository once, in the order of the input.
 * @throws InputError for input that Kubernetes could not read
 */
export const unknownImages = (files: readonly InputFile[], options: Options): UnknownImage[] => {
  const { configuration, images } = options
  const { settings, kinds } = configuration
  const context: EvidenceContext = {
    input: gatherEvidence([]),
    settings,
    images: [...configuration.images, ...images],
  }
  const documents = readDocuments(files, kinds)
  const found = documents.flatMap(({ parsed, file }, document) => {
    const objects = parsed === undefined ? [] : objectsOf(parsed.value, document)
    const pods = objects.flatMap((object) => {
      const subject = new Subject(object.resource, object.at.pointer, object.value)
      return locatePods(object, kinds).pods.map((location) => viewOf(subject, location))
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
