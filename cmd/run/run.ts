import { harden } from '../../src/harden.ts'
import type { Configuration, InputFile, Report } from '../../src/model.ts'
import { toFailure, usageFailure } from '../cli/failure.ts'
import { isOn, type OptionValue, single, type Values } from '../cli/values.ts'
import { VERSION } from '../cli/version.ts'
import type { Io } from '../io/io.ts'
import { loadSettings, readToday } from './configuration.ts'
import { builtinImages } from './images.ts'
import type { InlineConfiguration } from './profiles.ts'
import { checkReports, readReportTargets, withoutInputs, writeFailedReports, writeReports } from './reports.ts'

/** The result of a hardening run. */
export interface HardeningOutcome {
  files: InputFile[]
  report: Report
  configuration: Configuration
  /** Whether to print a summary: not with `--quiet`, and not after the full text report on stderr. */
  summarize: boolean
  /** The findings that cause exit code 1. */
  failOn?: OptionValue
}

/** Builds the report of a run that failed, which has no entries. */
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

/** Settings that are part of the input. */
export interface InputSettings {
  /** Options; flags and variables take precedence. */
  values?: Values
  /** Replaces the configuration file. */
  configuration?: InlineConfiguration
}

const NO_GENERATORS: Values = { generate: { origin: 'casehard', values: ['false'] } }

/** Steps of a run besides reading and hardening. */
export interface HardeningHooks {
  /** Returns the settings in the input; called first. */
  readInputSettings?: () => Promise<InputSettings>
  /** Receives the progress of hardening. */
  watch?: (done: number, total: number) => void
  /** Turns generators off, because added objects cannot be delivered. */
  addsNothing?: true
  /** Writes the result; an error fails the run and is reported. */
  deliver?: (hardened: { files: InputFile[]; report: Report }) => Promise<void>
}

/**
 * Hardens the files that `read` returns and writes the report files, also if the run fails. Reports are written before
 * anything is printed, so that there are never manifests without the requested report.
 * @param requested the options from flags and variables
 */
export const runHardening = async (
  io: Io,
  requested: Values,
  read: () => Promise<InputFile[]>,
  { readInputSettings = async () => ({}), watch, deliver, addsNothing }: HardeningHooks = {},
): Promise<HardeningOutcome> => {
  let targets = readReportTargets(requested.report, io.cwd)
  let profile = single(requested, 'profile') ?? ''
  try {
    const settings = await readInputSettings()
    const { configuration, values, warning } = loadSettings(
      io,
      { ...settings.values, ...requested, ...(addsNothing ? NO_GENERATORS : {}) },
      settings.configuration,
    )
    targets = readReportTargets(values.report, io.cwd)
    profile = configuration.profile
    checkReports(io, targets)
    const today = readToday(values, io)
    const files = await read()
    const wanted = targets
    targets = withoutInputs(io, wanted, files)
    const input = wanted.find((target) => !targets.includes(target))
    if (input !== undefined)
      throw usageFailure(`${input.name}: the file is an input of this run; name another file`, 'report')
    const options = { configuration, images: builtinImages(), version: VERSION, today }
    const hardened = harden(files, options, watch)
    await writeReports(io, targets, hardened.report)
    await deliver?.(hardened)
    if (warning !== '') io.stderr.write(warning)
    const isPrinted = targets.some(({ format, path }) => format.name === 'text' && typeof path === 'object')
    const failOn = values['fail-on']
    return {
      ...hardened,
      configuration,
      summarize: !isPrinted && !isOn(values, 'quiet'),
      ...(failOn === undefined ? {} : { failOn }),
    }
  } catch (error) {
    const failure = toFailure(error)
    await writeFailedReports(io, targets, failedReport(profile, failure.report))
    throw failure
  }
}
