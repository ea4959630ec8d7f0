import { BASELINE_CAPABILITIES, droppedCapabilities } from '../../kube/pod/security-context.ts'
import type { CapabilityNeeds, Container, ImageFacts, Objection, Pod } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import { findDropObjection } from './objections.ts'

/** What a container needs, and the objection to dropping the other capabilities. */
export interface FoundNeeds extends CapabilityNeeds {
  objection: Objection | undefined
}

/** The needs of a container, of the names only those that the control adds, and the objection to dropping the rest. */
export const find = (pod: Pod, context = contextWith()): FoundNeeds => {
  const container = pod.containers[0] as Container
  const needs = context.requirementsOf(pod, container).capabilities
  const dropped = droppedCapabilities(container)
  const names = needs.names.filter((name) => BASELINE_CAPABILITIES.includes(name) && !dropped.includes(name))
  return { ...needs, names, objection: findDropObjection(pod, container, needs, context) }
}

/** The image of the containers. */
export const IMAGE = 'registry.example/team/app'

/** The needs of a container of an image with facts. */
export const needsOf = (
  container: string,
  pod = '',
  facts: Partial<ImageFacts> = {},
  list = 'containers',
): FoundNeeds => {
  const image = container.includes('image:') ? '' : `image: "${IMAGE}:1",`
  const view = podFrom(`{apiVersion: v1, kind: Pod, spec: {${pod} ${list}: [{name: app, ${image} ${container}}]}}`)
  const known: ImageFacts[] = Object.keys(facts).length === 0 ? [] : [{ image: IMAGE, status: 'verified', ...facts }]
  return find(view, contextWith({}, known))
}

export const namesOf = (...given: Parameters<typeof needsOf>): string[] => needsOf(...given).names

export const securityContext = (fields: string): string => `securityContext: {${fields}}`
