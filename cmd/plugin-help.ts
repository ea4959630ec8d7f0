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
