import { basename, resolve } from 'node:path'
import type { Report } from '../../src/model.ts'
import { Failure, systemCause, usageFailure } from '../cli/failure.ts'
import type { OptionValue } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { mayColor } from './output.ts'
import { FORMATS, type FormatRow } from './report-formats.ts'

/** Where a report goes, and how it is written. */
export interface ReportTarget {
  format: FormatRow
  /** As the user said it. */
  name: string
  /** Absolute path, or stderr, which must never be truncated. */
  path: string | { stderr: true }
}

const STDERR = ['/dev/stderr', '/dev/fd/2', '/proc/self/fd/2']
const STDOUT = ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

/** The format whose extension a name ends in, of several the longest. */
const formatOfName = (name: string): FormatRow | undefined => {
  const file = basename(name).toLowerCase()
  const all = FORMATS.flatMap((format) => format.extensions.map((extension) => ({ format, extension })))
  const [longest] = all
    .filter(({ extension }) => file.endsWith(extension) && file !== extension)
    .sort((a, b) => b.extension.length - a.extension.length)
  return longest?.format ?? FORMATS[0]
}

const formatOf = (word: string | undefined, name: string): FormatRow | undefined =>
  word === undefined ? formatOfName(name) : FORMATS.find((format) => format.name === word)

const readTarget = (value: string, origin: string, cwd: string): ReportTarget => {
  const [, word, name = value] = /^([a-z0-9-]+)=(.*)$/i.exec(value) ?? []
  const format = formatOf(word, name)
  if (format === undefined) {
    const legal = FORMATS.map((row) => row.name).join(', ')
    throw usageFailure(`${origin}: "${word}" is no report format; legal formats: ${legal}`)
  }
  if (name === '') throw usageFailure(`${origin}: "${value}" names no file; say [FORMAT=]FILE, e.g. json=report.json`)
  if (STDOUT.includes(name)) {
    throw usageFailure(`${origin}: stdout is for the manifests alone; name a file, or text=/dev/stderr`)
  }
  return { format, name, path: STDERR.includes(name) ? { stderr: true } : resolve(cwd, name) }
}

/** Reads `[FORMAT=]FILE`; relative names start from the working directory. Throws a usage failure. */
export const readReportTargets = (said: OptionValue | undefined, cwd: string): ReportTarget[] =>
  (said?.values ?? []).map((value) => readTarget(value, said?.origin ?? '', cwd))

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
export const mayReport = (io: Io, said: OptionValue | undefined): boolean => {
  try {
    checkReports(io, readReportTargets(said, io.cwd))
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

/** Writes all reports; throws a failure with the code `report` for the first that can not be written. */
export const writeReports = async (io: Io, targets: readonly ReportTarget[], report: Report): Promise<void> => {
  for (const target of targets) await writeReport(io, report, target)
}

/** Writes what there is to say of a run that failed wherever it can be; a failure over reports has been told already. */
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
