import { gatherEvidence } from '../../evidence/gather.ts'
import type { Assessment, Pod } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import control from './index.ts'

/** A workload with one container, other fields of its pod spec, and fields before its template. */
export const podOf = (container: string, spec = '', kind = 'Deployment', owner = ''): Pod =>
  podFrom(
    `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: web}, spec: {${owner} template: {spec: {${spec} containers: [{name: app, image: i, ${container}}]}}}}`,
  )

/** Assesses a pod with other objects in the input; the keys are fields, e.g. `limits.memory`. */
export const assessFields = (pod: Pod, ...objects: string[]): Record<string, Assessment> => {
  const context = contextWith(gatherEvidence(objects.map((text, i) => objectFrom(text, i + 1))))
  return Object.fromEntries(control.assess(pod, context).map((j) => [j.path.split('/').slice(-2).join('.'), j]))
}

/** The fields that are held. */
export const heldFields = (assessments: Record<string, Assessment>) =>
  Object.entries(assessments).flatMap(([field, { objection }]) => (objection ? [field] : []))
