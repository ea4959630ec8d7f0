import { evidenceAt } from '../evidence/evidence.ts'
import { asObject } from '../kube/pod/pod.ts'
import { ownField } from '../kube/pod/security-context.ts'
import type { Assessment, Container, Control, Json, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { join } from '../pointer.ts'
import { compliant, containerFields } from './common/assessments.ts'
import { kubernetes } from './common/references.ts'

const FIELD = ['securityContext', 'appArmorProfile']
const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/'
const LOCALHOST = 'localhost/'

/** Converts the annotation's profile to the field; undefined for unconfined. */
const profileOf = (annotation: Json | undefined): Record<string, string> | undefined => {
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' }
  if (typeof annotation !== 'string' || !annotation.startsWith(LOCALHOST)) return undefined
  const localhostProfile = annotation.slice(LOCALHOST.length)
  return localhostProfile === '' ? undefined : { type: 'Localhost', localhostProfile }
}

const assessContainer = (pod: Pod, container: Container): Assessment => {
  const path = join(container.pointer, ...FIELD)
  const key = ANNOTATION + container.name
  const annotations = asObject(pod.metadata.annotations)
  const annotation = Object.hasOwn(annotations, key) ? annotations[key] : undefined
  const profile = profileOf(annotation)
  const has = (ownField(container.value, 'appArmorProfile') ?? null) !== null
  if (profile === undefined || has || pod.windows || pod.metadataPointer === undefined)
    return compliant(path, container)
  const at = join(pod.metadataPointer, 'annotations', key)
  return {
    ...compliant(path, container),
    state: 'open',
    operations: setField(container, FIELD, profile),
    reason: 'the AppArmor profile was set only by an annotation, which is deprecated since Kubernetes 1.30',
    evidence: [evidenceAt(pod, at, `annotation ${key}: ${annotation}`)],
    confidence: 'likely',
  }
}

const control: Control = {
  id: 'apparmor-profile-in-field',
  title: 'AppArmor profiles are set in fields, not only in annotations',
  rationale:
    'The annotations are deprecated, and tools that check fields ignore them. The field is set to the profile ' +
    'that the annotation names. The annotation stays for clusters that do not know the field; the API server ' +
    'refuses the two if they differ.',
  breaks:
    'Clusters before 1.30 do not know the field: kubectl and Helm, which validate against the schema of the ' +
    'cluster, report "unknown field"; other clients drop it silently.',
  references: [
    kubernetes(
      "Restrict a Container's Access to Resources with AppArmor",
      'https://kubernetes.io/docs/tutorials/security/apparmor/',
    ),
  ],
  fields: containerFields(`${FIELD.join('/')}/*`),
  optional: true,
  assess: (pod) => pod.containers.map((container) => assessContainer(pod, container)),
}

export default control
