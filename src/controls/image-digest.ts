import { evidenceAt, objection } from '../evidence/evidence.ts'
import { parseImage } from '../evidence/image/names.ts'
import { asString, isWritable } from '../kube/pod/pod.ts'
import type { Assessment, Container, Control, EvidenceContext, LockedImage, Objection, Pod } from '../model.ts'
import { compliant, containerFields } from './common/assessments.ts'
import { kubernetes } from './common/references.ts'

/** Says why no digest can be written; undefined if the lock file has one. */
const findObjection = (
  pod: Pod,
  path: string,
  image: string,
  locked: readonly LockedImage[],
): Objection | undefined => {
  const evidence = [evidenceAt(pod, path, `image: ${image}`)]
  const [first] = locked
  if (first === undefined)
    return objection(
      'no lock file knows the digest of the image',
      'write one with casehard images lock, or name it with --images FILE',
      evidence,
      { cause: 'unknown' },
    )
  if (first.from !== undefined)
    return objection(
      `the lock file took the image from ${first.from}, so its registry may have another digest`,
      'look it up in its registry with casehard images lock',
      evidence,
    )
  return locked.every(({ digest }) => digest === first.digest)
    ? undefined
    : objection(
        'the lock file has another digest for each platform',
        'lock the image again with casehard images lock, which writes the digest of the index',
        evidence,
      )
}

const assessContainer = (pod: Pod, container: Container, { catalog }: EvidenceContext): Assessment[] => {
  const image = asString(container.value.image) ?? ''
  const path = `${container.pointer}/image`
  if (image === '' || !isWritable(pod, path)) return []
  if (parseImage(image).digest !== undefined) return [compliant(path, container)]
  const locked = catalog.locked?.(image) ?? []
  const found = findObjection(pod, path, image, locked)
  const { digest, found: day } = locked[0] ?? {}
  return [
    {
      container: container.name,
      path,
      state: 'open',
      reason: 'a tag may be moved to another image at any time',
      confidence: digest === undefined ? 'assumed' : 'likely',
      evidence: [
        evidenceAt(pod, path, `image: ${image}`),
        ...(digest === undefined
          ? []
          : [
              {
                source: 'image-lock' as const,
                text: `${image} was ${digest} on ${day}`,
                at: { document: pod.document, pointer: path },
              },
            ]),
      ],
      ...(digest === undefined ? {} : { operations: [{ op: 'replace', path, value: `${image}@${digest}` }] }),
      ...(found === undefined ? {} : { objection: found }),
    },
  ]
}

/**
 * Appends the digest of a lock file to the name and tag of each image. Runs before the controls that use facts about
 * images, since what a lock file says of a digest is proven. Held where no lock file has a digest.
 */
const control: Control = {
  id: 'image-digest',
  title: 'Every image is pinned to a digest',
  rationale:
    'A tag can be moved, so a restarted pod may run another program than the one that was reviewed. A digest always ' +
    'names the same image.',
  breaks:
    'The pod stays in ImagePullBackOff if the registry no longer has the digest, e.g. because it deletes images without a ' +
    'tag. Updates of the image behind the tag no longer arrive by themselves.',
  references: [kubernetes('Image names', 'https://kubernetes.io/docs/concepts/containers/images/#image-names')],
  fields: containerFields('image'),
  optional: true,
  assess: (pod, context) => pod.containers.flatMap((container) => assessContainer(pod, container, context)),
}

export default control
