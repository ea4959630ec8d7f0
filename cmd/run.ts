import { harden } from '../src/harden.ts'
import type { InputFile, Report } from '../src/model.ts'
import { isDate } from '../src/profile/parse.ts'
import { loadSettings } from './configuration.ts'
import { toFailure, usageFailure } from './failure.ts'
import { builtinImages } from './images.ts'
import type { Io } from './io.ts'
import { readReportTargets, writeFailedReports, writeReports } from './reports.ts'
import { isOn, single, type Values } from './values.ts'
import { VERSION } from './version.ts'

export interface Outcome {
  files: InputFile[]
  report: Report
  /** Whether a summary is still to be told: not asked to be quiet, and not told in full on stderr already. */
  summarize: boolean
  failOn: readonly string[]
}

/** A report of a run that failed before there was anything to tell of. */
const failedReport = (profile: string, error: Report['error']): Report => ({
  apiVersion: 'casehard.dev/v1',
  kind: 'HardeningReport',
  casehard: VERSION,
  profile,
  summary: { documents: 0, pods: 0, containers: 0, changed: 0, held: 0, skipped: 0, compliant: 0 },
  changes: [],
  held: [],
  skipped: [],
  pods: [],
  notices: [],
  ...(error === undefined ? {} : { error }),
})

/** The date by which exemptions expire. Throws a usage failure for what is no date. */
export const readToday = (values: Values, io: Io): string => {
  const today = single(values, 'today') ?? io.today
  if (isDate(today)) return today
  throw usageFailure(`${values.today?.origin}: "${today}" is no date; say it as 2027-01-31`)
}

/**
 * Hardens what `read` gives and writes the report files, also where it fails: they are written before anything is
 * printed, so that nobody is left with manifests and without the report that was asked for.
 */
export const runHardening = async (io: Io, said: Values, read: () => Promise<InputFile[]>): Promise<Outcome> => {
  let targets = readReportTargets(said.report, io.cwd)
  let profile = single(said, 'profile') ?? ''
  try {
    const { configuration, values } = loadSettings(io, said)
    targets = readReportTargets(values.report, io.cwd)
    profile = configuration.profile
    const today = readToday(values, io)
    const files = await read()
    const hardened = harden(files, { configuration, images: builtinImages(), version: VERSION, today })
    writeReports(io, targets, hardened.report)
    const told = targets.some(({ format, path }) => format === 'text' && typeof path === 'object')
    return { ...hardened, summarize: !told && !isOn(values, 'quiet'), failOn: values['fail-on']?.values ?? [] }
  } catch (error) {
    const failure = toFailure(error)
    writeFailedReports(io, targets, failedReport(profile, failure.report))
    throw failure
  }
}
