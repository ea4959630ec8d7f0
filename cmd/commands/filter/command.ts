import type { Command } from '../../cli/command.ts'
import { FILTER_OPTIONS } from '../../cli/options.ts'
import { runFilter } from './run.ts'

/** `casehard` without a command. It is loaded at every start, so it needs no lazy import. */
export const filterCommand: Command = {
  name: 'filter',
  summary: 'harden manifests from stdin to stdout',
  usage: `Examples:
  helm template web ./chart | casehard > hardened.yaml         harden a chart
  casehard --report report.json < in.yaml > out.yaml           ... and keep the full report
  helm upgrade --install web ./chart --post-renderer casehard  ... with Helm 3
  casehard exec -- helm template web ./chart                   ... without a pipe: writes nothing if helm fails
  casehard check .                                             would hardening change a file in this folder?
  casehard fix clusters/                                       harden files in place (--dry-run prints the changes)
  casehard explain read-only-root-filesystem                   what a control does, why, and what it may break
  casehard config init -f rendered.yaml > casehard.yaml        start a configuration with exemptions and facts
  casehard explain deploy/web -f rendered.yaml                 all verdicts and evidence for a workload

casehard hardens the pods in rendered Kubernetes manifests. It reads manifests from stdin, and writes them to stdout and
a summary to stderr.

Usage: casehard [OPTIONS] < IN > OUT
       casehard COMMAND`,
  options: FILTER_OPTIONS,
  load: async () => runFilter,
}
