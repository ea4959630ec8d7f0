import { dirname, resolve } from 'node:path'
import { type Hardened, harden } from '../../src/harden.ts'
import { formatCount } from '../../src/lib/format.ts'
import { printable } from '../../src/lib/printable.ts'
import type { Configuration, InputFile, Report } from '../../src/model.ts'
import { summaryText } from '../../src/report/text/summary.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, toFailure, usageFailure } from '../cli/failure.ts'
import { isOn, type OptionValue, single, type Values } from '../cli/values.ts'
import { VERSION } from '../cli/version.ts'
import { withProgress } from '../files/progress.ts'
import type { Io } from '../io/io.ts'
import { loadSettings, readToday } from './configuration.ts'
import { nextCommands } from './next-commands.ts'
import { findingsOf, print, stderrLayout } from './output.ts'
import type { InlineConfiguration } from './profiles.ts'
import {
  checkReports,
  printReport,
  readReportTargets,
  withoutInputs,
  writeFailedReports,
  writeReports,
} from './reports.ts'

/** The result of a hardening run. */
export interface HardeningOutcome {
  files: InputFile[]
  report: Report
  configuration: Configuration
  /** Whether to print a summary: not with `--quiet`, and not after the full text report on stderr. */
  summarize: boolean
  /** A report is printed on stdout, so nothing else may be. */
  isPrinted: boolean
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

/**
 * Returns a line about the changes that a lock file holds which was found and not named, since whoever wrote the repository
 * wrote it; empty if there are none.
 */
const describeLockHolds = (lock: string, { held }: Report): string => {
  const own = held.filter(
    ({ cause, evidence }) => cause === 'evidence' && evidence.some(({ source }) => source === 'image-lock'),
  )
  return own.length === 0
    ? ''
    : `casehard: ${printable(lock)} is evidence against ${formatCount(own.length, 'change')}\n`
}

/** Settings that are part of the input. */
export interface InputSettings {
  /** Options; flags and variables take precedence. */
  values?: Values
  /** Replaces the configuration file. */
  configuration?: InlineConfiguration
}

const NO_GENERATORS: Values = { generate: { origin: 'casehard', values: ['false'] } }

/** Returns the files of a configuration that have exemptions. */
const filesOf = ({ exemptions }: Configuration): string[] => [
  ...new Set(exemptions.flatMap(({ configured }) => configured?.file ?? [])),
]

/** Returns the files with exemptions that the run cannot judge, because it reads only a part of their folder. */
const findUncovered = (io: Io, configuration: Configuration, covers: HardeningHooks['covers']): string[] =>
  covers === undefined ? [] : filesOf(configuration).filter((file) => !covers(dirname(resolve(io.cwd, file))))

/** Steps of a run besides reading and hardening. */
export interface HardeningHooks {
  /** Returns the settings in the input; called first. */
  readInputSettings?: () => Promise<InputSettings>
  /** Hardens files with the function that it receives; by default all of them at once. */
  run?: (files: readonly InputFile[], harden: (files: readonly InputFile[]) => Hardened) => Hardened
  /** Receives the progress of hardening. */
  watch?: (done: number, total: number) => void
  /** Turns generators off, because added objects cannot be delivered. */
  addsNothing?: true
  /** Whether the input contains all manifests in a folder, whose configuration may have exemptions for any of them. */
  covers?: (folder: string) => boolean
  /** Completes the report before it is written. */
  review?: (report: Report, configuration: Configuration) => Promise<Report>
  /** The run writes no manifests to stdout, so reports may be written there: one, or that of a format. */
  freeStdout?: { format?: string | undefined }
  /** Writes the result; an error fails the run and is reported. */
  deliver?: (hardened: Hardened) => Promise<void>
}

/**
 * Hardens the files that `read` returns and writes the report files, also if the run fails. Reports are written before
 * anything is printed, so that there are never manifests without the requested report.
 * @param requested the options from flags and variables
 */
export const runHardening = async (
  io: Io,
  requested: Values,
  read: (values: Values) => Promise<InputFile[]>,
  {
    readInputSettings = async () => ({}),
    run = (files, hardenAll) => hardenAll(files),
    watch,
    covers,
    review,
    freeStdout,
    deliver,
    addsNothing,
  }: HardeningHooks = {},
): Promise<HardeningOutcome> => {
  let targets = readReportTargets(requested.report, io.cwd, freeStdout)
  let profile = single(requested, 'profile') ?? ''
  try {
    const settings = await readInputSettings()
    const { configuration, images, foundLock, values, warning } = loadSettings(
      io,
      { ...settings.values, ...requested, ...(addsNothing ? NO_GENERATORS : {}) },
      settings.configuration,
    )
    targets = readReportTargets(values.report, io.cwd, freeStdout)
    profile = configuration.profile
    checkReports(io, targets)
    const today = readToday(values, io)
    const files = await read(values)
    const wanted = targets
    targets = withoutInputs(io, wanted, files)
    const input = wanted.find((target) => !targets.includes(target))
    if (input !== undefined)
      throw usageFailure(`${input.name}: the file is an input of this run; name another file`, 'report')
    const uncovered = findUncovered(io, configuration, covers)
    const options = { configuration, images, version: VERSION, today }
    const hardenSome = (some: readonly InputFile[]): Hardened =>
      harden(some, { ...options, uncovered: some.length < files.length ? filesOf(configuration) : uncovered }, watch)
    const found = run(files, hardenSome)
    const report = (await review?.(found.report, configuration)) ?? found.report
    const hardened = { ...found, report }
    await writeReports(io, targets, report)
    await deliver?.(hardened)
    await printReport(io, targets, report)
    if (warning !== '') io.stderr.write(warning)
    if (foundLock !== undefined && !isOn(values, 'quiet')) io.stderr.write(describeLockHolds(foundLock, report))
    const isTold = targets.some(({ format, path }) => format.name === 'text' && path === 'stderr')
    const failOn = values['fail-on']
    return {
      ...hardened,
      configuration,
      summarize: !isTold && !isOn(values, 'quiet'),
      isPrinted: targets.some(({ path }) => path === 'stdout'),
      ...(failOn === undefined ? {} : { failOn }),
    }
  } catch (error) {
    const failure = toFailure(error)
    await writeFailedReports(io, targets, failedReport(profile, failure.report))
    throw failure
  }
}

/** Hardens as `runHardening` does, with a progress bar if stderr is a terminal and hardening takes long. */
export const runWithProgress = (
  io: Io,
  requested: Values,
  read: (values: Values) => Promise<InputFile[]>,
): Promise<HardeningOutcome> =>
  withProgress(io, isOn(requested, 'quiet'), (progress) =>
    runHardening(io, requested, read, { watch: progress('hardening') }),
  )

/** Prints the summary and the findings that fail the run on stderr; returns the exit code. */
export const printSummary = (io: Io, { files, report, summarize, failOn }: HardeningOutcome): number => {
  if (summarize)
    io.stderr.write(
      summaryText(report, {
        ...stderrLayout(io),
        next: `${nextCommands(io, report)}; --report text=/dev/stderr prints all`,
      }),
    )
  const findings = findingsOf(report, failOn, files[0]?.name)
  for (const line of findings) io.stderr.write(line)
  return findings.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}

/** Writes hardened manifests to stdout, then the summary to stderr; returns the exit code. */
export const writeHardened = async (io: Io, outcome: HardeningOutcome): Promise<number> => {
  await print(io, outcome.files.map(({ text }) => text).join(''))
  return printSummary(io, outcome)
}
