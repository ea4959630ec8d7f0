import { basename, resolve } from 'node:path'
import { printable, printableLines } from '../../src/lib/printable.ts'
import type { InputFile, Report } from '../../src/model.ts'
import { Failure, systemCause, usageFailure } from '../cli/failure.ts'
import { isConfigured, type OptionValue } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { mayColor, print } from './output.ts'
import { describeForeign, FORMATS, type FormatRow } from './report-formats.ts'
import { isBelow, resolveLinks } from './trust.ts'

/** A destination of the report, and its format. */
export interface ReportTarget {
  format: FormatRow
  /** The name that the user gave; for a configuration, where it is named. */
  name: string
  /** The folder that the file must be in, if a configuration that was found names it. */
  within?: string
  /** The stream, which must never be truncated, or a file by its absolute path. */
  path: 'stdout' | 'stderr' | { file: string }
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

/** Where a value of `--report` is from, and where its file may be. */
interface Origin extends Pick<ReportTarget, 'within'> {
  origin: string
  /** Where a configuration sets it. */
  place: string | undefined
  cwd: string
  /** Whether stdout is free for a report. */
  isFree: boolean
}

const readTarget = (value: string, { origin, place, within, cwd, isFree }: Origin): ReportTarget => {
  const shown = (text: string): string => (place === undefined ? `${origin}: "${text}"` : place)
  const [, prefix, name = value] = /^([a-z0-9-]+)=(.*)$/i.exec(value) ?? []
  const format = formatOf(prefix, name)
  if (format === undefined) {
    const legal = FORMATS.map((row) => row.name).join(', ')
    throw usageFailure(`${shown(prefix ?? '')} is not a report format; legal formats: ${legal}`)
  }
  if (name === '') throw usageFailure(`${shown(value)} has no file name; use [FORMAT=]FILE, e.g. json=report.json`)
  if (STDOUT.includes(name)) {
    if (isFree) return { format, name: place ?? name, path: 'stdout' }
    throw usageFailure(`${place ?? origin}: stdout is for the manifests only; name a file, or use text=/dev/stderr`)
  }
  const path = STDERR.includes(name) ? 'stderr' : { file: resolve(cwd, name) }
  return { format, name: place ?? name, path, ...(within === undefined ? {} : { within }) }
}

/**
 * Parses the values of `--report`, `[FORMAT=]FILE`; file names are relative to `cwd`. Throws a usage failure.
 * @param freeStdout present if stdout is free for one report, that of `format` if it is set
 */
export const readReportTargets = (
  option: OptionValue | undefined,
  cwd: string,
  freeStdout?: { format?: string | undefined },
): ReportTarget[] => {
  const { origin = '', places, within, values = [] } = option ?? {}
  const named = values.map((value, i) => {
    const place = places?.[i] ?? (isConfigured(origin) ? origin : undefined)
    const isFree = freeStdout !== undefined
    return readTarget(value, { origin, place, cwd, isFree, ...(within === undefined ? {} : { within }) })
  })
  const format = FORMATS.find((row) => row.name === freeStdout?.format)
  const printed: ReportTarget[] = format === undefined ? [] : [{ format, name: '/dev/stdout', path: 'stdout' }]
  const targets = [...printed, ...named]
  if (targets.filter(({ path }) => path === 'stdout').length > 1) {
    const what = printed.length === 0 ? 'two reports' : '--format and a report'
    throw usageFailure(`${origin}: ${what} would be printed on stdout; name a file for one of them`)
  }
  return targets
}

/** Accesses a report file; turns a system error into a failure with the code `report`. */
const attempt = (name: string, act: () => void): void => {
  try {
    act()
  } catch (error) {
    const message = `${name}: the report cannot be written (${systemCause(error)}); name another file with --report`
    throw usageFailure(message, 'report')
  }
}

/** Throws a failure if a report may not be written to a file: see `describeForeign` and `isBelow`. */
const checkTarget = (io: Io, { name, path, within, format }: ReportTarget): void => {
  if (typeof path === 'string') return
  if (within !== undefined && !isBelow(io, path.file, within)) {
    const what = 'leads out of the folder of the casehard.yaml, which was found and not named'
    throw usageFailure(
      `${name} ${what}; use --report FILE, or name the configuration with --config FILE if you trust it`,
      'report',
    )
  }
  let foreign: string | undefined
  attempt(name, () => {
    foreign = describeForeign(io, path.file, format.appends ?? false)
  })
  if (foreign !== undefined) throw usageFailure(`${name}: ${foreign}`, 'report')
}

/** Throws the failure that writing would cause, as far as it can be predicted; changes no file. */
export const checkReports = (io: Io, targets: readonly ReportTarget[]): void => {
  for (const target of targets) {
    const { name, path } = target
    checkTarget(io, target)
    if (typeof path === 'object') attempt(name, () => io.checkWritable(path.file))
  }
}

/** Returns the targets that are not an input of the run, whatever an input contains. */
export const withoutInputs = (
  io: Io,
  targets: readonly ReportTarget[],
  files: readonly InputFile[],
): ReportTarget[] => {
  const pathOf = (name: string): string => resolveLinks(io.disk, resolve(io.cwd, name)) ?? resolve(io.cwd, name)
  const inputs = files.filter(({ isNamed }) => isNamed).map(({ name }) => pathOf(name))
  return targets.filter(({ path }) => typeof path === 'string' || !inputs.includes(pathOf(path.file)))
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

const writeReport = async (io: Io, report: Report, target: ReportTarget): Promise<void> => {
  const { format, name, path } = target
  if (path === 'stdout') return
  checkTarget(io, target)
  const render = await format.load()
  if (path === 'stderr') io.stderr.write(render(report, { color: mayColor(io, io.stderr) }))
  else {
    const text = render(report, { color: false })
    attempt(name, () => io.writeFile(path.file, text, format.appends ? 'append' : 'replace'))
  }
}

/** Writes all reports but the one on stdout. Throws a failure with the code `report` for the first that cannot be written. */
export const writeReports = async (io: Io, targets: readonly ReportTarget[], report: Report): Promise<void> => {
  for (const target of targets) await writeReport(io, report, target)
}

/** Prints the report whose target is stdout, if there is one; the caller does so after everything else succeeded. */
export const printReport = async (io: Io, targets: readonly ReportTarget[], report: Report): Promise<void> => {
  const target = targets.find(({ path }) => path === 'stdout')
  if (target === undefined) return
  const render = await target.format.load()
  await print(io, render(report, { color: mayColor(io, io.stdout) }))
}

/** Writes the report of a failed run to each destination that works. A failure about reports was printed already. */
export const writeFailedReports = async (io: Io, targets: readonly ReportTarget[], report: Report): Promise<void> => {
  for (const target of targets) {
    try {
      await writeReport(io, report, target)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (report.error?.code !== 'report') io.stderr.write(printableLines(`${printable(error.message)}\n`))
    }
  }
}
