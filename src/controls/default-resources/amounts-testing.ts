import { gatherEvidence } from '../../evidence/stream.ts'
import type { Assessment, Pod } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import control from './index.ts'

/** For tests: a workload with one container, and what stands beside it in its pod and before its template. */
export const podOf = (container: string, spec = '', kind = 'Deployment', owner = ''): Pod =>
  podFrom(
    `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: web}, spec: {${owner} template: {spec: {${spec} containers: [{name: app, image: i, ${container}}]}}}}`,
  )

/** For tests: what default-resources finds of a pod among the objects of a stream, by the field, e.g. `limits.memory`. */
export const assessFields = (pod: Pod, ...objects: string[]): Record<string, Assessment> => {
  const context = contextWith(gatherEvidence(objects.map((text, i) => objectFrom(text, i + 1))))
  return Object.fromEntries(control.assess(pod, context).map((j) => [j.path.split('/').slice(-2).join('.'), j]))
}

/** For tests: the fields that are held. */
export const heldFields = (assessments: Record<string, Assessment>) =>
  Object.entries(assessments).flatMap(([field, { objection }]) => (objection ? [field] : []))
