import type { Explanation } from '../../model/explanation.ts'
import type { Findings } from '../../model/report.ts'
import type { Report } from '../../model.ts'

/**
 * A report, an explanation or findings as JSON with a line feed at its end. What a terminal would act upon is
 * escaped, which JSON allows in strings and nowhere else does it stand.
 * @param indent blanks for each level; with 0 the report is one line, as JSON Lines want it
 */
export const reportJson = (report: Report | Explanation | Findings, indent = 2): string => safeJson(report, indent)

/** Any value as such JSON. */
export const safeJson = (value: unknown, indent: number): string => {
  const json = JSON.stringify(value, null, indent)
  return `${json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)}\n`
}

const escaped = (char: string): string =>
  [...Array(char.length).keys()].map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
