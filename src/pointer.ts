import type { Json } from './model.ts'

const escaped = (step: string): string =>
  // Few steps contain either, and a search is much faster than a replacement.
  step.includes('~') || step.includes('/') ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step

/** Appends unescaped steps to a JSON Pointer (RFC 6901 section 3). */
export const join = (base: string, ...steps: (string | number)[]): string =>
  steps.reduce<string>((path, step) => `${path}/${typeof step === 'number' ? step : escaped(step)}`, base)

/** Returns the unescaped steps of a pointer; the empty pointer has none. */
export const stepsOf = (pointer: string): string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((step) => (step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step))

/** Returns a pointer without its last step. */
export const parentOf = (pointer: string): string => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))

/** Returns the value one unescaped step below a value; undefined if there is none. */
export const childOf = (value: Json | undefined, step: string | number): Json | undefined =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, step)
    ? (value as Record<string, Json>)[step]
    : undefined

/** Returns the value at a pointer; undefined if there is none. */
export const valueAt = (root: Json | undefined, pointer: string): Json | undefined =>
  stepsOf(pointer).reduce<Json | undefined>(childOf, root)

/** Returns whether a pointer matches a pattern: `*` matches one step, a trailing `/**` any number of steps, or none. */
export const matchesPattern = (pattern: string, pointer: string): boolean => {
  const wanted = pattern.split('/')
  const steps = pointer.split('/')
  const deep = wanted.at(-1) === '**'
  if (deep) wanted.pop()
  if (deep ? steps.length < wanted.length : steps.length !== wanted.length) return false
  return wanted.every((step, i) => step === '*' || step === steps[i])
}
