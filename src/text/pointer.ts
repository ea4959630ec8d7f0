// Few steps have either, and replacing takes far longer than looking.
const escaped = (step: string): string =>
  step.includes('~') || step.includes('/') ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step

/** The pointer of what stands under a key or an index below another pointer (RFC 6901 section 3). */
export const below = (pointer: string, step: string | number): string =>
  `${pointer}/${typeof step === 'number' ? step : escaped(step)}`

/** The unescaped steps of a pointer; the empty pointer has none. */
export const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => (step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step))
