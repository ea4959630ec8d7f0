import type { Json } from './model.ts'

const escaped = (step: string): string =>
  // Few steps have either, and replacing takes far longer than looking.
  step.includes('~') || step.includes('/') ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step

/** The JSON Pointer (RFC 6901 section 3) that goes further from `base` by unescaped steps. */
export const join = (base: string, ...steps: (string | number)[]): string =>
  steps.reduce<string>((path, step) => `${path}/${typeof step === 'number' ? step : escaped(step)}`, base)

/** The unescaped steps of a pointer; the empty pointer has none. */
export const stepsOf = (pointer: string): string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((step) => (step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step))

/** The pointer without its last step. */
export const parentOf = (pointer: string): string => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))

/** What stands one unescaped step below a value; undefined where nothing does. */
export const childOf = (value: Json | undefined, step: string | number): Json | undefined =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, step)
    ? (value as Record<string, Json>)[step]
    : undefined

/** The value that a pointer names, or undefined where it names none. */
export const valueAt = (root: Json | undefined, pointer: string): Json | undefined =>
  stepsOf(pointer).reduce<Json | undefined>(childOf, root)

/** Whether a pointer matches a pattern, in which `*` is any one step and a trailing `/**` anything below, or nothing. */
export const matchesPattern = (pattern: string, pointer: string): boolean => {
  const wanted = pattern.split('/')
  const steps = pointer.split('/')
  const deep = wanted.at(-1) === '**'
  if (deep) wanted.pop()
  if (deep ? steps.length < wanted.length : steps.length !== wanted.length) return false
  return wanted.every((step, i) => step === '*' || step === steps[i])
}
