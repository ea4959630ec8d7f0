import type { Report } from '../../src/model.ts'
import { reportJson } from '../../src/report/json/json.ts'
import { reportText } from '../../src/report/text/text.ts'
import type { Io } from '../io/io.ts'

/** Formats a report. `color` enables terminal colours, which most formats do not use. */
export type Render = (report: Report, style: { color: boolean }) => string

/** A format of `--report`. */
export interface FormatRow {
  name: string
  /** File extensions that select it. */
  extensions: readonly string[]
  /** Each run appends to the file instead of replacing it. */
  appends?: true
  /** The concatenation of several reports is valid in this format. */
  several?: true
  /** Loads the formatter, so that other runs do not load it. */
  load(): Promise<Render>
}

/** All report formats. The first is the default if neither the user nor the file extension selects one. */
export const FORMATS: readonly FormatRow[] = [
  { name: 'json', extensions: ['.json'], load: async () => (report) => reportJson(report, 2) },
  {
    name: 'jsonl',
    extensions: ['.jsonl', '.ndjson'],
    appends: true,
    several: true,
    load: async () => (report) => reportJson(report, 0),
  },
  {
    name: 'text',
    extensions: ['.txt'],
    several: true,
    load:
      async () =>
      (report, { color }) =>
        reportText(report, { color }),
  },
  {
    name: 'sarif',
    extensions: ['.sarif', '.sarif.json'],
    load: async () => (await import('../../src/report/sarif/sarif.ts')).reportSarif,
  },
  {
    name: 'markdown',
    extensions: ['.md', '.markdown'],
    load: async () => (await import('../../src/report/markdown/markdown.ts')).reportMarkdown,
  },
  { name: 'junit', extensions: ['.xml'], load: async () => (await import('../../src/report/junit.ts')).reportJunit },
  {
    name: 'github',
    extensions: [],
    several: true,
    load: async () => (await import('../../src/report/github.ts')).reportGithub,
  },
  {
    name: 'html',
    extensions: ['.html', '.htm'],
    load: async () => {
      const [{ createHash }, { reportHtml }] = await Promise.all([
        import('node:crypto'),
        import('../../src/report/html/html.ts'),
      ])
      return (report) => reportHtml(report, (text) => createHash('sha256').update(text).digest('base64'))
    },
  },
]

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
