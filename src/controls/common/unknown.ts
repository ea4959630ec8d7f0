import { evidenceAt, objection } from '../../evidence/build.ts'
import { asObject, asString } from '../../kube/pod/pod.ts'
import type { Container, EvidenceContext, Objection, Pod } from '../../model.ts'

const ENFORCE = 'pod-security.kubernetes.io/enforce'

/** The controls without which a Namespace that enforces `restricted` refuses a pod. */
const REQUIRED: readonly string[] = ['run-as-non-root', 'drop-capabilities']

/** Whether a Namespace of the input refuses the pod for certain without what a control sets. */
const isRequired = (control: string, pod: Pod, { input, settings }: EvidenceContext): boolean => {
  const namespace = pod.resource.namespace ?? settings.namespace
  return (
    REQUIRED.includes(control) &&
    namespace !== undefined &&
    input.namespaces.some(
      ({ resource, value }) =>
        resource.name === namespace && asObject(asObject(value.metadata).labels)[ENFORCE] === 'restricted',
    )
  )
}

/** Whether a control writes a change to a pod although nothing shows that the workload starts with it. */
export const isAssumed = (control: string, pod: Pod, context: EvidenceContext): boolean =>
  context.assumed.has(control) || isRequired(control, pod, context)

/**
 * Objects to a change of which nothing shows whether the container starts with it; undefined if the user assumes that it
 * does, or if a Namespace of the input refuses the pod without the change.
 * @param unknown what is not known, e.g. `the user of the image is unknown`
 * @param settle what would settle it, e.g. `set runAsUser`
 */
export const objectToUnknown = (
  control: string,
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  unknown: string,
  settle: string,
): Objection | undefined => {
  if (isAssumed(control, pod, context)) return undefined
  const image = asString(container.value.image)
  const evidence =
    image === undefined
      ? evidenceAt(pod, container.pointer, `container "${container.name}" has no image`)
      : evidenceAt(pod, `${container.pointer}/image`, `image: ${image}`)
  const hint = `${settle}, describe the image under images in the configuration, or pass --assume`
  return objection(unknown, hint, [evidence], { cause: 'unknown' })
}
