/** What the help says of the group `casehard config`. */
export const CONFIG_GROUP = {
  summary: 'write or check a configuration: casehard config init, casehard config check, casehard config from-psp',
  usage: `Examples:
  casehard config init -f rendered.yaml > casehard.yaml   a configuration to begin with
  casehard config check                                   is casehard.yaml right?
  casehard config check -f rendered.yaml                  ... and what does each of its exemptions hold?
  casehard config from-psp psp.yaml > casehard.yaml       the nearest to a PodSecurityPolicy

Usage: casehard config COMMAND`,
} as const

/** The commands of `casehard config`: what the help says of each, and its own usage. */
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
  'from-psp': {
    summary: 'write the configuration that comes nearest to a PodSecurityPolicy to stdout',
    usage: `Examples:
  casehard config from-psp psp.yaml > casehard.yaml
  casehard config from-psp policies.yaml restricted > casehard.yaml    of several policies, the one of that name

Usage: casehard config from-psp FILE|- [NAME]

Writes a configuration to stdout with a stance for each control and, as comments, what the policy says of the matter
and where the control does otherwise. Whoever wants exactly what admission did says --profile psp.yaml instead.`,
  },
} as const
