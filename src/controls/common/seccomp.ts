import { evidenceAt } from '../../evidence/evidence.ts'
import { asObject, asString } from '../../kube/pod/pod.ts'
import { ownField } from '../../kube/pod/security-context.ts'
import type { Container, Evidence, Operation, Pod } from '../../model.ts'
import { setField } from '../../patch/operations.ts'
import { join } from '../../pointer.ts'
import { containerFields } from './assessments.ts'

const FIELD = ['securityContext', 'seccompProfile', 'type']
const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod'
const LOCALHOST = 'localhost/'
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/'

/** The fields that setting a seccomp profile writes: pod, containers, and the older annotations. */
export const SECCOMP_FIELDS: readonly string[] = [
  `/spec/${FIELD.slice(0, -1).join('/')}/*`,
  ...containerFields(`${FIELD.slice(0, -1).join('/')}/*`),
  '/metadata/annotations/*',
]

/** The seccomp profile of a pod or a container, without inheritance. */
export interface SeccompProfile {
  /** Pointer to the type, set or not, rooted at the document. */
  path: string
  /** From the field, else from the annotation; undefined if both are unset. */
  type: 'RuntimeDefault' | 'Localhost' | 'Unconfined' | undefined
  /** Quotes the field or annotation. */
  evidence?: Evidence
  /** Operations that set RuntimeDefault in the field, and in the annotation if that differs. */
  operations: Operation[]
  /** Operations that copy the annotation's profile to the field, the only place that Kubernetes reads since 1.27. */
  translation?: Operation[]
}

const typeOfAnnotation = (value: string | undefined): SeccompProfile['type'] => {
  if (value === undefined || value === '') return undefined
  if (value === 'runtime/default' || value === 'docker/default') return 'RuntimeDefault'
  return value.startsWith(LOCALHOST) ? 'Localhost' : 'Unconfined'
}

const typeOfField = (type: string | undefined): SeccompProfile['type'] => {
  if (type === undefined) return undefined
  return type === 'RuntimeDefault' || type === 'Localhost' ? type : 'Unconfined'
}

/** Reads the seccomp profile of a container, or of the pod if none is given, without inheritance. */
export const readSeccomp = (pod: Pod, container?: Container): SeccompProfile => {
  const root = container ?? { value: pod.spec, pointer: pod.pointer }
  const path = join(root.pointer, ...FIELD)
  const key = container === undefined ? POD_ANNOTATION : CONTAINER_ANNOTATION + container.name
  const annotations = asObject(pod.metadata.annotations)
  const annotation = Object.hasOwn(annotations, key) ? asString(annotations[key]) : undefined
  const field = asString(asObject(ownField(root.value, 'seccompProfile')).type)
  const operations = setField(root, FIELD, 'RuntimeDefault')
  const at = pod.metadataPointer === undefined ? undefined : join(pod.metadataPointer, 'annotations', key)
  // The API server refuses an annotation and a field that differ, so the two change together.
  if (at !== undefined && annotation !== undefined && typeOfAnnotation(annotation) !== 'RuntimeDefault')
    operations.push({ op: 'replace', path: at, value: 'runtime/default' })
  if (field !== undefined)
    return {
      path,
      type: typeOfField(field),
      evidence: evidenceAt(pod, path, `seccompProfile.type: ${field}`),
      operations,
    }
  const type = typeOfAnnotation(annotation)
  if (at === undefined || type === undefined) return { path, type: undefined, operations }
  const profile = annotation?.startsWith(LOCALHOST) ? { localhostProfile: annotation.slice(LOCALHOST.length) } : {}
  const translation = type === 'Unconfined' ? [] : setField(root, FIELD.slice(0, -1), { type, ...profile })
  return { path, type, evidence: evidenceAt(pod, at, `annotation ${key}: ${annotation}`), operations, translation }
}
