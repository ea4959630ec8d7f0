import type { Command } from '../../cli/command.ts'
import { FILTER_OPTIONS } from '../../cli/options.ts'

export const fnCommand: Command = {
  name: 'fn',
  summary: 'a KRM function for kpt and Kustomize: a ResourceList from stdin to stdout',
  usage: `Examples:
  kpt fn eval PACKAGE --exec "casehard fn"                           harden a kpt package
  kpt fn eval PACKAGE --exec "casehard fn" -- profile=baseline       ... with options
  kpt fn eval PACKAGE --exec "casehard fn" --fn-config hardening.yaml --results-dir results

Usage: casehard fn [OPTIONS] < RESOURCELIST > RESOURCELIST

Hardens the items of a ResourceList and reports changes and held changes in its results. The functionConfig is a
configuration (kind: Hardening) that replaces casehard.yaml, or a ConfigMap whose data sets options (profile: baseline);
file names in it are relative to the working directory. casehard without a command accepts a ResourceList too; fn
refuses other input. On an error the items are returned unchanged and the results contain the error.`,
  options: FILTER_OPTIONS,
  load: async () => (await import('./run.ts')).runFn,
}
