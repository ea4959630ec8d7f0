import type { Command } from '../../cli/command.ts'
import { OPTIONS, PATH_OPTIONS } from '../../cli/options.ts'

export const diffCommand: Command = {
  name: 'diff',
  summary: 'print the changes of hardening as a unified diff; exit with 1 if there are any',
  usage: `Examples:
  casehard diff clusters/                    what would casehard fix change?
  casehard diff . > hardening.patch          ... for git apply or patch -p1
  helm template web ./chart | casehard diff -

Usage: casehard diff PATH...|- [-f FILE...]

Prints a unified diff to stdout and a summary to stderr. Folders are searched as by casehard fix.

Exit codes: 0 nothing to change; 1 something to change; 2 usage, profile or configuration; 3 a file is
refused; the diff has the others.`,
  options: [OPTIONS.filename, ...PATH_OPTIONS, OPTIONS.mark],
  load: async () => (await import('./run.ts')).runDiff,
}
