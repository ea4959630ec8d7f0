import { harden } from '../../src/harden.ts'
import type { Configuration, InputFile, Report } from '../../src/model.ts'
import { toFailure } from '../cli/failure.ts'
import { isOn, type OptionValue, single, type Values } from '../cli/values.ts'
import { VERSION } from '../cli/version.ts'
import type { Io } from '../io/io.ts'
import { loadSettings, readToday } from './configuration.ts'
import { builtinImages } from './images.ts'
import type { GivenConfiguration } from './profiles.ts'
import { checkReports, readReportTargets, writeFailedReports, writeReports } from './reports.ts'

export interface Outcome {
  files: InputFile[]
  report: Report
  /** What the run was configured to do. */
  configuration: Configuration
  /** Whether a summary is still to be told: not asked to be quiet, and not told in full on stderr already. */
  summarize: boolean
  /** The findings that the caller wants to fail on. */
  failOn?: OptionValue
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

/** Settings that come with the input. */
export interface Brought {
  /** What stands in the place of flags, under those and the variables. */
  values?: Values
  /** What stands in the place of the configuration file. */
  given?: GivenConfiguration
}

const NO_GENERATORS: Values = { generate: { origin: 'casehard', values: ['false'] } }

/** What a run does besides reading and hardening. */
export interface Extras {
  /** Gives the settings that come with the input; called before all else. */
  bring?: () => Promise<Brought>
  /** Is told how far the hardening is. */
  watch?: (done: number, total: number) => void
  /** Whether only changes of what is there can be delivered, and nothing that is added. */
  addsNothing?: true
  /** Puts the result where it belongs; what it throws is a failure of the run, and so of its report. */
  deliver?: (hardened: { files: InputFile[]; report: Report }) => Promise<void>
}

/**
 * Hardens what `read` gives and writes the report files, also where it fails: they are written before anything is
 * printed, so that nobody is left with manifests and without the report that was asked for.
 */
export const runHardening = async (
  io: Io,
  said: Values,
  read: () => Promise<InputFile[]>,
  { bring = async () => ({}), watch, deliver, addsNothing }: Extras = {},
): Promise<Outcome> => {
  let targets = readReportTargets(said.report, io.cwd)
  let profile = single(said, 'profile') ?? ''
  try {
    const brought = await bring()
    const { configuration, values } = loadSettings(
      io,
      { ...brought.values, ...said, ...(addsNothing ? NO_GENERATORS : {}) },
      brought.given,
    )
    targets = readReportTargets(values.report, io.cwd)
    profile = configuration.profile
    checkReports(io, targets)
    const today = readToday(values, io)
    const files = await read()
    const options = { configuration, images: builtinImages(), version: VERSION, today }
    const hardened = harden(files, options, watch)
    await writeReports(io, targets, hardened.report)
    await deliver?.(hardened)
    const told = targets.some(({ format, path }) => format.name === 'text' && typeof path === 'object')
    const failOn = values['fail-on']
    return {
      ...hardened,
      configuration,
      summarize: !told && !isOn(values, 'quiet'),
      ...(failOn === undefined ? {} : { failOn }),
    }
  } catch (error) {
    const failure = toFailure(error)
    await writeFailedReports(io, targets, failedReport(profile, failure.report))
    throw failure
  }
}
