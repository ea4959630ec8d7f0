import type { Command } from '../../cli/command.ts'
import { OPTIONS, PATH_OPTIONS } from '../../cli/options.ts'

export const checkCommand: Command = {
  name: 'check',
  summary: 'exit with 1 if hardening would change anything; write no manifests',
  usage: `Examples:
  casehard check .                                     is the whole repository hardened?
  casehard check rendered/web.yaml
  helm template web ./chart | casehard check
  casehard check --write-known known.yaml .            record the current findings,
  casehard check --known known.yaml .                  ... and fail only on new ones
  casehard check --standard pss:restricted@v1.31 .     what would Pod Security admission of 1.31 forbid?
  casehard check --standard cis:5.2 --after web.yaml   which CIS findings remain after hardening?

Usage: casehard check [PATH...|-]

Exits with 1 if hardening would change anything. Folders are searched as by casehard fix. Without a path, or with -,
stdin is read.

With --known, only findings that the file does not list are printed, one per line, and cause exit code 1. Known findings
that are gone are reported on stderr. Line numbers and positions are ignored, so a finding that only moved stays known.

With --standard nothing is hardened: each violation of the standard is one line, and causes exit code 1. Pods in custom
resources are checked too, although admission sees them only when their operator creates them.`,
  options: [...PATH_OPTIONS, OPTIONS.format, OPTIONS.standard, OPTIONS.after, OPTIONS.known, OPTIONS['write-known']],
  load: async () => (await import('./run.ts')).runCheck,
}
