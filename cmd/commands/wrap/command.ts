import type { Command } from '../../cli/command.ts'
import { FILTER_OPTIONS } from '../../cli/options.ts'

const EXIT_CODES = `Exit codes: those of the program; 125 if casehard itself fails; 126 and 127 if the program cannot be run or is not
found; 1 on findings selected by --fail-on.`

export const helmCommand: Command = {
  name: 'helm',
  summary: 'run helm template, install or upgrade with hardening',
  usage: `Examples:
  casehard helm template web ./chart | kubectl apply -f -
  casehard helm --profile strict upgrade --install web ./chart

Usage: casehard helm [OPTIONS] template|install|upgrade ARGS...

Runs the helm on the PATH, Helm 3 or 4. The output of template is hardened with its hooks. For install and upgrade, and
for template with --show-only or Helm 4's --output-dir, casehard is the post-renderer: Helm 3 does not pass hooks to it,
and Helm 4 needs the plugin (casehard plugin helm). All arguments after the word template, install or upgrade belong to Helm.

${EXIT_CODES}`,
  options: FILTER_OPTIONS,
  load: async () => (await import('./run.ts')).runHelm,
}

export const kustomizeCommand: Command = {
  name: 'kustomize',
  summary: 'run kustomize build with hardening',
  usage: `Example:
  casehard kustomize build overlays/production | kubectl apply -f -

Usage: casehard kustomize [OPTIONS] build ARGS...

Runs the kustomize on the PATH and hardens its output. All arguments after the word build belong to Kustomize.

${EXIT_CODES}`,
  options: FILTER_OPTIONS,
  load: async () => (await import('./run.ts')).runKustomize,
}
