import { basename, resolve } from 'node:path'
import type { Report } from '../../src/model.ts'
import { Failure, systemCause, usageFailure } from '../cli/failure.ts'
import type { OptionValue } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { mayColor } from './output.ts'
import { FORMATS, type FormatRow } from './report-formats.ts'

/** A destination of the report, and its format. */
export interface ReportTarget {
  format: FormatRow
  /** The name that the user gave. */
  name: string
  /** The absolute path, or stderr, which must never be truncated. */
  path: string | { stderr: true }
}

const STDERR = ['/dev/stderr', '/dev/fd/2', '/proc/self/fd/2']
const STDOUT = ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

/** Returns the format with the longest extension that the name ends with, or the default format. */
const formatOfName = (name: string): FormatRow | undefined => {
  const file = basename(name).toLowerCase()
  const all = FORMATS.flatMap((format) => format.extensions.map((extension) => ({ format, extension })))
  const [longest] = all
    .filter(({ extension }) => file.endsWith(extension) && file !== extension)
    .sort((a, b) => b.extension.length - a.extension.length)
  return longest?.format ?? FORMATS[0]
}

const formatOf = (prefix: string | undefined, name: string): FormatRow | undefined =>
  prefix === undefined ? formatOfName(name) : FORMATS.find((format) => format.name === prefix)

const readTarget = (value: string, origin: string, cwd: string): ReportTarget => {
  const [, prefix, name = value] = /^([a-z0-9-]+)=(.*)$/i.exec(value) ?? []
  const format = formatOf(prefix, name)
  if (format === undefined) {
    const legal = FORMATS.map((row) => row.name).join(', ')
    throw usageFailure(`${origin}: "${prefix}" is not a report format; legal formats: ${legal}`)
  }
  if (name === '')
    throw usageFailure(`${origin}: "${value}" has no file name; use [FORMAT=]FILE, e.g. json=report.json`)
  if (STDOUT.includes(name)) {
    throw usageFailure(`${origin}: stdout is for the manifests only; name a file, or use text=/dev/stderr`)
  }
  return { format, name, path: STDERR.includes(name) ? { stderr: true } : resolve(cwd, name) }
}

/** Parses the values of `--report`, `[FORMAT=]FILE`; file names are relative to `cwd`. Throws a usage failure. */
export const readReportTargets = (option: OptionValue | undefined, cwd: string): ReportTarget[] =>
  (option?.values ?? []).map((value) => readTarget(value, option?.origin ?? '', cwd))

/** Accesses a report file; turns a system error into a failure with the code `report`. */
const attempt = (name: string, act: () => void): void => {
  try {
    act()
  } catch (error) {
    const message = `${name}: the report cannot be written (${systemCause(error)}); name another file with --report`
    throw usageFailure(message, 'report')
  }
}

/** Throws the failure that writing would cause, as far as it can be predicted; changes no file. */
export const checkReports = (io: Io, targets: readonly ReportTarget[]): void => {
  for (const { name, path } of targets) if (typeof path === 'string') attempt(name, () => io.checkWritable(path))
}

/** Whether the requested reports can be written, as far as that can be predicted. */
export const mayReport = (io: Io, option: OptionValue | undefined): boolean => {
  try {
    checkReports(io, readReportTargets(option, io.cwd))
    return true
  } catch {
    return false
  }
}

const writeReport = async (io: Io, report: Report, { format, name, path }: ReportTarget): Promise<void> => {
  const render = await format.load()
  if (typeof path === 'object') io.stderr.write(render(report, { color: mayColor(io, io.stderr) }))
  else attempt(name, () => io.writeFile(path, render(report, { color: false }), format.appends ? 'append' : 'replace'))
}

/** Writes all reports. Throws a failure with the code `report` for the first that cannot be written. */
export const writeReports = async (io: Io, targets: readonly ReportTarget[], report: Report): Promise<void> => {
  for (const target of targets) await writeReport(io, report, target)
}

/** Writes the report of a failed run to each destination that works. A failure about reports was printed already. */
export const writeFailedReports = async (io: Io, targets: readonly ReportTarget[], report: Report): Promise<void> => {
  for (const target of targets) {
    try {
      await writeReport(io, report, target)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (report.error?.code !== 'report') io.stderr.write(`${error.message}\n`)
    }
  }
}
