import type { Container } from '../../model.ts'

/** A violation for which the API server rejects a pod. */
export interface Violation {
  /** Equal violations have equal texts, so that those of two versions of a pod can be compared. */
  text: string
  /** The pointer of the container that breaks the rule; absent if the pod does, or its containers together. */
  container?: string
}

/** Makes the violations of one container: no other container affects them. */
export const ofContainer = ({ pointer }: Container, texts: readonly string[]): Violation[] =>
  texts.map((text) => ({ text, container: pointer }))

/** Makes the violations of a pod. */
export const ofPod = (texts: readonly string[]): Violation[] => texts.map((text) => ({ text }))
