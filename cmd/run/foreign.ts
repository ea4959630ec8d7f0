import type { Io } from '../io/io.ts'

/** Bytes at the start of a report that tell what it is. */
const START = 8192

/** How the formats of a report begin. An HTML report has its title in its first kilobyte. */
const REPORTS: readonly RegExp[] = [
  /^\{\s*"apiVersion":\s*"casehard\.dev\/v1",\s*"kind":\s*"HardeningReport"/,
  /^\{\s*"\$schema":\s*"[^"]*",\s*"version":\s*"2\.1\.0",\s*"runs":\s*\[\s*\{\s*"tool":\s*\{\s*"driver":\s*\{\s*"name":\s*"casehard"/,
  /^<\?xml [^>]*\?>\s*<testsuites name="casehard" /,
  /^(?:\*\*)?casehard: (?:failed: |\d+ pods?: )/,
  /^::(?:error|warning|notice) (?:file=[^,:]*,(?:line=\d+,)?)?title=casehard(?:%3A|::)/,
  /^<!DOCTYPE html>\s*<html lang="en">\s*<head>[\s\S]{0,1000}?<title>Hardening (?:report|failed): /,
]

const NEXT_STEP = 'delete it first or name another file'

/** How JSON Lines of reports begin: a line is a whole report. */
const LINES = /^\{"apiVersion":"casehard\.dev\/v1","kind":"HardeningReport"/

/**
 * Describes why a report must not replace a file, and what to do: only reports of casehard and empty files are replaced. Undefined for a
 * file that does not exist and for pipes and devices. Throws the system's error.
 * @param appends the report is appended as a line
 */
export const describeForeign = (io: Io, path: string, appends: boolean): string | undefined => {
  if (io.disk.kindOf(path, 'follow') !== 'file') return undefined
  if (io.disk.isStandardStream(path)) return 'the file is the stdin or stdout of this run; name another file'
  const start = Buffer.from(io.readStart(path, START)).toString()
  if (start === '') return undefined
  if (appends) return LINES.test(start) ? undefined : `the file exists and is not JSON Lines of casehard; ${NEXT_STEP}`
  return REPORTS.some((report) => report.test(start))
    ? undefined
    : `the file exists and is not a report of casehard; ${NEXT_STEP}`
}
