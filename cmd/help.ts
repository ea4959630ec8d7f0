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
  export: {
    summary: 'write hardening as patches for Kustomize, Flux, Argo CD or Fleet, where nothing can be executed',
    usage: `Examples:
  kustomize build app | casehard export kustomize --dir hardening   a component for Kustomize and kubectl apply -k
  helm template web ./chart | casehard export flux > patch.yaml     postRenderers for a HelmRelease of Flux

Usage: casehard export FORMAT [-f FILE|-]`,
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

const EXPORT_NOTES = `Without -f, stdin is read. The patches fit the manifests that they are made from: write them anew whenever these
change. Kustomize passes over a patch whose object is not there, so have casehard check look at what comes out.

Exit codes: 0 written; 1 written, but what stderr lists no patch can say; 2 usage; 3 manifests refused.`

/** The commands of `casehard export`, likewise. */
export const EXPORT_COMMANDS = {
  kustomize: {
    summary: 'a component for Kustomize and kubectl apply -k',
    usage: `Examples:
  kustomize build app | casehard export kustomize --dir hardening
  casehard export kustomize -f rendered.yaml > hardening/kustomization.yaml

Usage: casehard export kustomize [-f FILE|-] [--dir DIR]

Writes a component (kind: Component) to stdout, or into a folder. ${EXPORT_NOTES}`,
  },
  flux: {
    summary: 'spec.postRenderers for a HelmRelease of Flux',
    usage: `Example:
  helm template web ./chart --values values.yaml | casehard export flux > patch.yaml

Usage: casehard export flux [-f FILE|-]

Writes spec.postRenderers of a HelmRelease to stdout. ${EXPORT_NOTES}`,
  },
  argocd: {
    summary: 'spec.source.kustomize for an Application of Argo CD',
    usage: `Example:
  kustomize build app | casehard export argocd > patch.yaml

Usage: casehard export argocd [-f FILE|-]

Writes spec.source.kustomize of an Application to stdout; its source has to be a kustomization. ${EXPORT_NOTES}`,
  },
  fleet: {
    summary: 'an overlay for fleet.yaml of Rancher Fleet',
    usage: `Example:
  helm template web ./chart | casehard export fleet --dir overlays/hardening >> fleet.yaml

Usage: casehard export fleet [-f FILE|-] [--dir DIR]

Writes the kustomization.yaml of an overlay to stdout, or into a folder. ${EXPORT_NOTES}`,
  },
} as const
