import type { CommandGroup } from '../../cli/command.ts'
import { OPTIONS, SETTINGS } from '../../cli/options.ts'

/** The commands of `casehard config`. */
export const configCommands: CommandGroup = {
  name: 'config',
  summary: 'write or check a configuration: casehard config init, casehard config check, casehard config from-psp',
  usage: `Examples:
  casehard config init -f rendered.yaml > casehard.yaml   start a configuration
  casehard config check                                   is casehard.yaml valid?
  casehard config check -f rendered.yaml                  ... and what does each exemption match?
  casehard config from-psp psp.yaml > casehard.yaml       convert a PodSecurityPolicy

Usage: casehard config COMMAND`,
  commands: [
    {
      name: 'config init',
      summary: 'write a commented configuration for manifests to stdout',
      usage: `Examples:
  helm template web ./chart | casehard config init > casehard.yaml
  casehard config init -f rendered.yaml --profile cautious > casehard.yaml

Usage: casehard config init [-f FILE|-]

Writes a configuration to stdout: the profile and, as comments, an exemption for each change that is held, and the
images that casehard does not know. These are proposals: remove the "# " in front of those that you want. Without -f,
stdin is read. An existing casehard.yaml is not read.`,
      options: [OPTIONS.filename, OPTIONS.profile, OPTIONS.namespace, OPTIONS.images],
      load: async () => (await import('./create.ts')).runConfigInit,
    },
    {
      name: 'config check',
      summary: 'check a configuration, and list what each of its exemptions matches',
      usage: `Examples:
  casehard config check                                        is casehard.yaml valid?
  casehard config check team/casehard.yaml -f rendered.yaml    ... and what does each exemption match?
  helm template web ./chart | casehard config check -f - --fail-on stale

Usage: casehard config check [FILE] [-f MANIFESTS|-]

Reports every error in a configuration, with line, column and the legal values. With manifests it lists what each
exemption matches, and which exemptions are expired or stale (they match nothing).

Exit codes: 0 valid; 1 stale exemptions, with --fail-on stale; 2 invalid; 3 manifests refused.`,
      options: [OPTIONS.filename, ...SETTINGS, OPTIONS['fail-on']],
      positional: {
        name: 'file',
        description: 'the configuration file, instead of the casehard.yaml in this folder or in one above it',
      },
      load: async () => (await import('./check.ts')).runConfigCheck,
    },
    {
      name: 'config from-psp',
      summary: 'convert a PodSecurityPolicy to a configuration on stdout',
      usage: `Examples:
  casehard config from-psp psp.yaml > casehard.yaml
  casehard config from-psp policies.yaml restricted > casehard.yaml    select one of several policies by name

Usage: casehard config from-psp FILE|- [NAME]

Writes a configuration to stdout with a stance for each control and, as comments, the fields of the policy and where the
control differs from them. To do exactly what admission did, use --profile psp.yaml instead.`,
      options: [],
      load: async () => (await import('./create.ts')).runConfigFromPsp,
    },
  ],
}
