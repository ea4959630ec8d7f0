import { escapeCommands } from '../../lib/printable.ts'
import type { Explanation } from '../../model/explanation.ts'
import type { Findings } from '../../model/report.ts'
import type { Report } from '../../model.ts'

/**
 * Formats a report, an explanation or findings as JSON with a line feed at its end. Control characters and commands of
 * CI systems, which occur only in strings, are escaped, so that the output is safe for a terminal and a log.
 * @param indent spaces for each level; 0 writes one line, as JSON Lines require
 */
export const reportJson = (report: Report | Explanation | Findings, indent = 2): string => safeJson(report, indent)

/** Formats any value as such JSON. */
export const safeJson = (value: unknown, indent: number): string => {
  const json = JSON.stringify(value, null, indent)
  return `${escapeCommands(json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, escaped))}\n`
}

const escaped = (char: string): string =>
  [...Array(char.length).keys()].map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
