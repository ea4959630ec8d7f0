import type { Json } from '../model.ts'

// Few steps have either, and replacing takes far longer than looking.
const escaped = (step: string): string =>
  step.includes('~') || step.includes('/') ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step

/** The JSON Pointer (RFC 6901) that goes further from `pointer` by unescaped steps. */
export const below = (pointer: string, ...steps: (string | number)[]): string =>
  steps.reduce<string>((at, step) => `${at}/${typeof step === 'number' ? step : escaped(step)}`, pointer)

/** What stands one unescaped step below a value; undefined where nothing does. */
export const childOf = (value: Json | undefined, step: string | number): Json | undefined =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, step)
    ? (value as Record<string, Json>)[step]
    : undefined
