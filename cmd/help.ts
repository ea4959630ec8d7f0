/** The usage of the bare `casehard`; it stands first in the help. */
export const FILTER_USAGE = `Examples:
  helm template web ./chart | casehard > hardened.yaml         harden a chart
  casehard --report report.json < in.yaml > out.yaml           ... and keep the full report
  helm upgrade --install web ./chart --post-renderer casehard  ... with Helm 3
  casehard check rendered.yaml                                 would hardening change anything?
  casehard explain read-only-root-filesystem                   what it does, why, and what may stop working
  casehard config init -f rendered.yaml > casehard.yaml        exemptions and facts to begin with
  casehard explain deploy/web -f rendered.yaml                 what was weighed for a workload, and what would change it

casehard hardens the pods in rendered Kubernetes manifests: manifests from stdin to stdout, a summary to stderr.

Usage: casehard [OPTIONS] < IN > OUT
       casehard COMMAND`

/** Stands last in the help. */
export const EPILOGUE = `What an option says, a variable can say too, e.g. CASEHARD_FAIL_ON for --fail-on; and so can casehard.yaml.
The flag goes first, then the variable, then the file.

Exit codes: 0 written; 1 findings that the caller asked to fail on; 2 usage, profile or configuration;
3 input refused; 4 a bug in casehard. On an error stdout stays empty.`

/** The words that are commands: what the help says of each, and its own usage. */
export const COMMANDS = {
  check: {
    summary: 'would hardening change anything? exit code 1 if so; no manifests are written',
    usage:
      'casehard check [PATH...|-]\n\nWould hardening change anything? Exit code 1 if so. Without a path, and for -, stdin is read.',
  },
  explain: {
    summary: 'what a control does, and why; or all that was weighed for a workload; or the list of controls',
    usage: `casehard explain [CONTROL]
casehard explain KIND/[NAMESPACE/]NAME [-f FILE|-]

What a control does, why, and what may stop working; without one, the list of them. Of a workload: what each control
says of it, the evidence with its lines, and what would change the verdict. Kinds as for kubectl: deploy, sts, ds, ...`,
  },
  config: {
    summary: 'write or check a configuration: casehard config init, casehard config check',
    usage: `Examples:
  casehard config init -f rendered.yaml > casehard.yaml   a configuration to begin with
  casehard config check                                   is casehard.yaml right?
  casehard config check -f rendered.yaml                  ... and what does each of its exemptions hold?

Usage: casehard config COMMAND`,
  },
  plugin: {
    summary: 'write the plugin for Helm 4: casehard plugin helm',
    usage: `Example:
  casehard plugin helm --dir casehard-plugin && helm plugin install casehard-plugin

Usage: casehard plugin COMMAND`,
  },
  completion: { summary: 'print the completion script of the shell in SHELL: bash, zsh or fish' },
} as const

/** The commands of `casehard config`, likewise. */
export const CONFIG_COMMANDS = {
  init: {
    summary: 'write a commented configuration for manifests to stdout',
    usage: `Examples:
  helm template web ./chart | casehard config init > casehard.yaml
  casehard config init -f rendered.yaml --profile cautious > casehard.yaml

Usage: casehard config init [-f FILE|-]

Writes a configuration to stdout: the profile and, as comments, an exemption for each change that is held by a
decision or by evidence, and the images that casehard knows nothing of. These are proposals: delete the "# " before
those that you want. Without -f, stdin is read; a casehard.yaml that is there already is not.`,
  },
  check: {
    summary: 'check a configuration, and list what each of its exemptions holds',
    usage: `Examples:
  casehard config check                                        is casehard.yaml right?
  casehard config check team/casehard.yaml -f rendered.yaml    ... and what does each of its exemptions hold?
  helm template web ./chart | casehard config check -f - --fail-on stale

Usage: casehard config check [FILE] [-f MANIFESTS|-]

Names all that is wrong in a configuration, with line, column and what is legal. With manifests it lists what each
exemption holds in them, and which have expired or are stale, because they hold nothing.

Exit codes: 0 right; 1 stale exemptions, where --fail-on stale asks; 2 wrong; 3 manifests refused.`,
  },
} as const

/** The commands of `casehard plugin`, likewise. */
export const PLUGIN_COMMANDS = {
  helm: {
    summary: 'write the plugin by which Helm 4 finds casehard as its post-renderer',
    usage: `Examples:
  casehard plugin helm --dir casehard-plugin && helm plugin install casehard-plugin
  helm upgrade --install web ./chart --post-renderer casehard

Usage: casehard plugin helm --dir DIR [--executable [FILE]]

Writes a complete plugin directory for Helm 4 out of the installed package: plugin.yaml, and in dist the program with
its licences; profiles and facts about images are inside the program. It runs by the node on the PATH; with
--executable, or where casehard is an executable itself, by an executable that needs none, on that one's platform only.
A plugin that was written before is replaced. Helm 3 needs no plugin, and must not meet this one: it would lose all of
its own.

plugin.yaml starts casehard with the argument helm-post-render: the filter, but a failure is told by one YAML scalar on
stdout and the exit code 0, since Helm 4 throws stderr away, and fails over such a document and shows it.`,
  },
} as const
