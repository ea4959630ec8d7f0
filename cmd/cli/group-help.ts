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

/** What the help says of the group `casehard export`. */
export const EXPORT_GROUP = {
  summary: 'write hardening as patches for Kustomize, Flux, Argo CD or Fleet, where nothing can be executed',
  usage: `Examples:
  kustomize build app | casehard export kustomize --dir hardening   a component for Kustomize and kubectl apply -k
  helm template web ./chart | casehard export flux > patch.yaml     postRenderers for a HelmRelease of Flux

Usage: casehard export FORMAT [-f FILE|-]`,
} as const

const EXPORT_NOTES = `Without -f, stdin is read. The patches fit the manifests that they are made from: write them anew whenever these change.
Kustomize passes over a patch whose object is not there, so have casehard check look at what comes out.

Exit codes: 0 written; 1 written, but what stderr lists no patch can say; 2 usage; 3 manifests refused.`

/** The commands of `casehard export`: what the help says of each, and its own usage. */
export const EXPORT_COMMANDS = {
  kustomize: {
    summary: 'a component for Kustomize and kubectl apply -k',
    usage: `Examples:
  kustomize build app | casehard export kustomize --dir hardening
  casehard export kustomize -f rendered.yaml > hardening/kustomization.yaml

Usage: casehard export kustomize [-f FILE|-] [--dir DIR]

Writes a component (kind: Component) to stdout, or into a folder.
${EXPORT_NOTES}`,
  },
  flux: {
    summary: 'spec.postRenderers for a HelmRelease of Flux',
    usage: `Example:
  helm template web ./chart --values values.yaml | casehard export flux > patch.yaml

Usage: casehard export flux [-f FILE|-]

Writes spec.postRenderers of a HelmRelease to stdout.
${EXPORT_NOTES}`,
  },
  argocd: {
    summary: 'spec.source.kustomize for an Application of Argo CD',
    usage: `Example:
  kustomize build app | casehard export argocd > patch.yaml

Usage: casehard export argocd [-f FILE|-]

Writes spec.source.kustomize of an Application to stdout; its source has to be a kustomization.
${EXPORT_NOTES}`,
  },
  fleet: {
    summary: 'an overlay for fleet.yaml of Rancher Fleet',
    usage: `Example:
  helm template web ./chart | casehard export fleet --dir overlays/hardening >> fleet.yaml

Usage: casehard export fleet [-f FILE|-] [--dir DIR]

Writes the kustomization.yaml of an overlay to stdout, or into a folder.
${EXPORT_NOTES}`,
  },
} as const

/** What the help says of the group `casehard plugin`. */
export const PLUGIN_GROUP = {
  summary: 'write the plugin that another program takes casehard from: casehard plugin helm, casehard plugin kustomize',
  usage: `Examples:
  casehard plugin helm --dir casehard-plugin                   for Helm 4: then helm plugin install casehard-plugin
  casehard plugin kustomize --dir ~/.config/kustomize/plugin   for kustomize and kubectl, where they look for plugins

Usage: casehard plugin COMMAND`,
} as const

/** The commands of `casehard plugin`: what the help says of each, and its own usage. */
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
  kustomize: {
    summary: 'write the plugin that Kustomize and kubectl start, where a KRM function will not do',
    usage: `Examples:
  casehard plugin kustomize --dir ~/.config/kustomize/plugin   where Kustomize looks for plugins
  casehard plugin kustomize --dir plugins                      ... or with KUSTOMIZE_PLUGIN_HOME=$PWD/plugins

Usage: casehard plugin kustomize --dir DIR
       casehard plugin kustomize CONFIG < IN > OUT

Writes an exec plugin of a few lines below DIR, which finds casehard on the PATH, and which a kustomization.yaml names
by a file of kind Hardening under transformers. The second form is what that plugin runs: the filter, configured by the
file CONFIG, in which relative names start from the working directory.`,
  },
} as const
