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

export const fixCommand: Command = {
  name: 'fix',
  summary: 'harden files in place, all of them or none',
  usage: `Examples:
  casehard fix clusters/ apps/web.yaml
  casehard fix --dry-run clusters/           print the changes instead
  casehard fix --evidence . apps/web.yaml    change one file, with evidence from the whole repository

Usage: casehard fix [--dry-run] PATH...

Rewrites the files that hardening changes, and no others. Each file is replaced atomically and keeps its mode and line
endings; one with several names (hard links) is written in place. If a file cannot be read or written, no file is
changed. Evidence comes from all named files.

Folders are searched for .yaml, .yml and .json files with Kubernetes objects, and for files of any name that are resources
of a kustomization. Left out: files ignored by .gitignore that git does not track, files ignored by a chart's
.helmignore, chart templates and other files with {{, Kustomize patches, the files of Helm and Kustomize themselves,
symbolic links, .git and node_modules. The summary names those with objects. A file named on the command line is always
read, unless --exclude covers it.

With --dry-run, prints a unified diff to stdout and a summary to stderr, and changes nothing; the exit code is 1 if there
is something to change.

Exit codes: 0 everything is hardened; 1 findings selected by --fail-on; 2 usage, profile, configuration, or a file that
cannot be written; 3 input refused.`,
  options: [OPTIONS['dry-run'], ...PATH_OPTIONS, OPTIONS.mark],
  load: async () => (await import('./run.ts')).runFix,
}
