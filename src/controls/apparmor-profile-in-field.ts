import { evidenceAt } from '../evidence/evidence-at.ts'
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

/** The annotation's profile as the field says it; undefined for unconfined, which is not worth a field. */
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
    reason: 'only an annotation named the AppArmor profile, which Kubernetes has deprecated since 1.30',
    evidence: [evidenceAt(pod, at, `annotation ${key}: ${annotation}`)],
    confidence: 'likely',
  }
}

const control: Control = {
  id: 'apparmor-profile-in-field',
  title: 'AppArmor profiles stand in fields and not in annotations only',
  rationale:
    'The annotations are deprecated, and tools that check the fields do not see them. The field says the same as the ' +
    'annotation, which stays for clusters that know nothing else: the API server refuses two that differ.',
  breaks:
    'Clusters before 1.30 do not know the field: kubectl and Helm, which ask the cluster for its schema, say ' +
    '"unknown field", and others drop it without a word.',
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
