import type { CommandGroup } from '../../cli/command.ts'
import { OPTIONS } from '../../cli/options.ts'

/** The commands of `casehard plugin`. */
export const pluginCommands: CommandGroup = {
  name: 'plugin',
  summary: 'install casehard as a plugin of another program: casehard plugin helm, casehard plugin kustomize',
  usage: `Examples:
  casehard plugin helm --dir casehard-plugin                   for Helm 4: then helm plugin install casehard-plugin
  casehard plugin kustomize --dir ~/.config/kustomize/plugin   for kustomize and kubectl, in their plugin folder

Usage: casehard plugin COMMAND`,
  commands: [
    {
      name: 'plugin helm',
      summary: 'write the post-renderer plugin for Helm 4',
      usage: `Examples:
  casehard plugin helm --dir casehard-plugin && helm plugin install casehard-plugin
  helm upgrade --install web ./chart --post-renderer casehard

Usage: casehard plugin helm --dir DIR [--executable [FILE]]

Writes a complete plugin folder for Helm 4 from the installed package: plugin.yaml, and in dist the program with its
licences; the program contains the profiles and the facts about images. The plugin runs with the node on the PATH. With
--executable, or if casehard itself is an executable, the plugin contains an executable, which needs no Node.js and runs
on its own platform only. An existing casehard plugin in the folder is replaced. Helm 3 needs no plugin, and must not
find this one: Helm 3 would then load none of its plugins.

plugin.yaml starts casehard with the argument helm-post-render. This is the filter, except that on a failure it writes
the error to stdout as one YAML scalar and exits with 0: Helm 4 discards stderr, but fails on such a document and prints
it.`,
      options: [OPTIONS.dir, OPTIONS.executable],
      load: async () => (await import('./helm.ts')).runPluginHelm,
    },
    {
      name: 'plugin kustomize',
      summary: 'write the exec plugin for Kustomize and kubectl, if a KRM function cannot be used',
      usage: `Examples:
  casehard plugin kustomize --dir ~/.config/kustomize/plugin   the default plugin folder of Kustomize
  casehard plugin kustomize --dir plugins                      ... or with KUSTOMIZE_PLUGIN_HOME=$PWD/plugins

Usage: casehard plugin kustomize --dir DIR
       casehard plugin kustomize CONFIG < IN > OUT

Writes an exec plugin below DIR: a short script that runs the casehard on the PATH. A kustomization.yaml refers to it by
a file of kind Hardening under transformers. The second form is the command that the script runs: the filter with the
configuration file CONFIG; file names in it are relative to the working directory.

Kustomize, but not kubectl, can also run casehard as a function with the annotation exec: {path: casehard}. Do not set args
in it: Kustomize before 5.7 and kubectl before 1.34 fail with unknown field "args".`,
      options: [OPTIONS.dir],
      positional: { name: 'config', description: 'the configuration file that Kustomize passes to the plugin' },
      load: async () => (await import('./kustomize.ts')).runPluginKustomize,
    },
  ],
}
