import type { Command } from '../../cli/command.ts'
import { FILTER_OPTIONS } from '../../cli/options.ts'

export const execCommand: Command = {
  name: 'exec',
  summary: 'harden the output of a command; write nothing and keep its exit code if it fails',
  usage: `Examples:
  casehard exec -- helm template web ./chart | kubectl apply -f -
  casehard exec --profile strict --report report.json -- kustomize build overlays/production
  casehard exec -- sh -c 'helm template "$ARGOCD_APP_NAME" . | ytt -f -'   with a shell

Usage: casehard exec [OPTIONS] [--] COMMAND...

Runs the command without a shell and hardens its output. The command inherits stdin and stderr, and receives SIGINT,
SIGTERM and SIGHUP. If it fails, nothing is written to stdout; set -o pipefail is not needed. All arguments after the
command's name belong to the command.

Exit codes: the command's own if it fails; 128 plus the signal number if a signal ended it; 126 if it cannot be run;
127 if it is not found; 125 if casehard itself fails; 1 on findings selected by --fail-on (the manifests are written);
0 on success.`,
  options: FILTER_OPTIONS,
  load: async () => (await import('./run.ts')).runExec,
}
