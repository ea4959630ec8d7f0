import { looksLikePodTemplate } from '../kube/look-alike.ts'
import type { StreamObject } from '../model.ts'

/** Why an object of a kind that nobody knows is left alone although a pod template seems to stand in it; else undefined. */
export const unknownTemplate = ({ value }: StreamObject): string | undefined => {
  const look = looksLikePodTemplate(value)
  return look === undefined
    ? undefined
    : `what looks like a pod template stands at ${look === '' ? 'its root' : look}, in a kind that casehard does not know; name it under kinds in the configuration`
}
