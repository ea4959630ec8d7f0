import type { Json } from '../model.ts'

/** The JSON Pointer (RFC 6901) that goes further from `pointer` by unescaped steps. */
export const below = (pointer: string, ...steps: (string | number)[]): string =>
  steps.reduce<string>((at, step) => `${at}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`, pointer)

/** What stands one unescaped step below a value; undefined where nothing does. */
export const childOf = (value: Json | undefined, step: string | number): Json | undefined =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, step)
    ? (value as Record<string, Json>)[step]
    : undefined
