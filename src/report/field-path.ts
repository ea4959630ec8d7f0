import { stepsOf } from '../pointer.ts'

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/

/**
 * A JSON Pointer as the results of KRM functions write a field, e.g. `spec.containers[0].image`; a key with a dot or a
 * slash stands in brackets, as in the API server's own messages: `metadata.annotations[example.com/key]`.
 */
export const fieldPath = (pointer: string): string =>
  stepsOf(pointer)
    .map((step, i) => (PLAIN_KEY.test(step) ? `${i === 0 ? '' : '.'}${step}` : `[${step}]`))
    .join('')
