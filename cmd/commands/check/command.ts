import type { Command } from '../../cli/command.ts'
import { OPTIONS, type Option, PATH_OPTIONS } from '../../cli/options.ts'
import { FORMATS } from '../../run/report-formats.ts'

const FORMAT_NAMES = FORMATS.map(({ name }) => name)

const FORMAT: Option = {
  ...OPTIONS.format,
  value: 'FORMAT',
  choices: FORMAT_NAMES,
  description: `the output format: ${FORMAT_NAMES.join(', ')}; with --standard text or json; text by default`,
}

export const checkCommand: Command = {
  name: 'check',
  summary: 'exit with 1 if hardening would change anything; write no manifests',
  usage: `Examples:
  casehard check .                                     is the whole repository hardened?
  casehard check rendered/web.yaml
  casehard check --format sarif . > casehard.sarif     the findings for code scanning
  helm template web ./chart | casehard check
  casehard check --write-known known.yaml .            record the current findings,
  casehard check --known known.yaml .                  ... and fail only on new ones
  casehard check --standard pss:restricted@v1.31 .     what would Pod Security admission of 1.31 forbid?
  casehard check --standard cis:5.2 --after web.yaml   which CIS findings remain after hardening?

Usage: casehard check [PATH...|-] [-f FILE...]

Exits with 1 if hardening would change anything, and with 3 if a file is refused; the other files are still checked.
Prints each change that hardening would make on one line, then the number of changes by control; with --format, a report
instead. Folders are searched as by casehard fix. Without a path, or with -, stdin is read.

With --known, only findings that the file does not list are printed, one per line, and cause exit code 1; reports mark
the others as known. Known findings that are gone from the files that were read are reported on stderr. Line numbers and
positions are ignored, so a finding that only moved stays known.

With --standard nothing is hardened: each violation of the standard is one line, and causes exit code 1. Pods in custom
resources are checked too, although admission sees them only when their operator creates them.`,
  options: [
    OPTIONS.filename,
    ...PATH_OPTIONS,
    FORMAT,
    OPTIONS.standard,
    OPTIONS.after,
    OPTIONS.known,
    OPTIONS['write-known'],
  ],
  load: async () => (await import('./run.ts')).runCheck,
}
