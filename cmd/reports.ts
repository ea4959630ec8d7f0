import { extname, resolve } from 'node:path'
import type { Report } from '../src/model.ts'
import { reportJson } from '../src/report/json.ts'
import { reportText } from '../src/report/text.ts'
import { Failure, systemCause, usageFailure } from './failure.ts'
import type { Io } from './io.ts'
import { REPORT_FORMATS } from './options.ts'
import { mayColor } from './output.ts'
import type { Said } from './values.ts'

export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** Where a report goes, and how it is written. */
export interface ReportTarget {
  format: ReportFormat
  /** As the user said it. */
  name: string
  /** Absolute path, or stderr, which must never be truncated. */
  path: string | { stderr: true }
}

const BY_EXTENSION: Record<string, ReportFormat> = { '.jsonl': 'jsonl', '.ndjson': 'jsonl', '.txt': 'text' }
const STDERR = ['/dev/stderr', '/dev/fd/2', '/proc/self/fd/2']
const STDOUT = ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

const isFormat = (word: string): word is ReportFormat => (REPORT_FORMATS as readonly string[]).includes(word)

const readTarget = (value: string, origin: string, cwd: string): ReportTarget => {
  const [, word, name = value] = /^([a-z0-9-]+)=(.*)$/i.exec(value) ?? []
  if (word !== undefined && !isFormat(word)) {
    throw usageFailure(`${origin}: "${word}" is no report format; legal formats: ${REPORT_FORMATS.join(', ')}`)
  }
  if (name === '') throw usageFailure(`${origin}: "${value}" names no file; say [FORMAT=]FILE, e.g. json=report.json`)
  if (STDOUT.includes(name)) {
    throw usageFailure(`${origin}: stdout is for the manifests alone; name a file, or text=/dev/stderr`)
  }
  const format = word ?? BY_EXTENSION[extname(name)] ?? 'json'
  return { format, name, path: STDERR.includes(name) ? { stderr: true } : resolve(cwd, name) }
}

/** Reads `[FORMAT=]FILE`; relative names start from the working directory. Throws a usage failure. */
export const readReportTargets = (said: Said | undefined, cwd: string): ReportTarget[] =>
  (said?.values ?? []).map((value) => readTarget(value, said?.origin ?? '', cwd))

const render = (report: Report, format: ReportFormat, color: boolean): string => {
  if (format === 'text') return reportText(report, { color, full: true })
  return reportJson(report, format === 'json' ? 2 : 0)
}

/** Does something with a report file; throws a failure with the code `report` where the system will not have it. */
const attempt = (name: string, act: () => void): void => {
  try {
    act()
  } catch (error) {
    const message = `${name}: the report can not be written (${systemCause(error)}); name another file with --report`
    throw usageFailure(message, 'report')
  }
}

/** Throws the failure that writing would end in, as far as that can be known beforehand; touches no file. */
export const checkReports = (io: Io, targets: readonly ReportTarget[]): void => {
  for (const { name, path } of targets) if (typeof path === 'string') attempt(name, () => io.checkWritable(path))
}

/** Whether the reports that are asked for could be written, as far as that can be known beforehand. */
export const mayReport = (io: Io, said: Said | undefined): boolean => {
  try {
    checkReports(io, readReportTargets(said, io.cwd))
    return true
  } catch {
    return false
  }
}

const writeReport = (io: Io, report: Report, { format, name, path }: ReportTarget): void => {
  if (typeof path === 'object') io.stderr.write(render(report, format, mayColor(io, io.stderr)))
  else attempt(name, () => io.writeFile(path, render(report, format, false), format === 'jsonl' ? 'append' : 'replace'))
}

/** Writes all reports; throws a failure with the code `report` for the first that can not be written. */
export const writeReports = (io: Io, targets: readonly ReportTarget[], report: Report): void => {
  for (const target of targets) writeReport(io, report, target)
}

/** Writes what there is to say of a run that failed wherever it can be; a failure over reports has been told already. */
export const writeFailedReports = (io: Io, targets: readonly ReportTarget[], report: Report): void => {
  for (const target of targets) {
    try {
      writeReport(io, report, target)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (report.error?.code !== 'report') io.stderr.write(`${error.message}\n`)
    }
  }
}
