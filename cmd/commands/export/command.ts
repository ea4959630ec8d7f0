import type { ExportFormat } from '../../../src/export/text.ts'
import type { Command, CommandGroup } from '../../cli/command.ts'
import { OPTIONS, type Option, SETTINGS } from '../../cli/options.ts'

const NOTES = `Without -f, stdin is read. The patches apply to exactly these manifests: export again whenever the manifests change.
Kustomize ignores a patch whose target is missing; --check FILE finds such patches, those that would add a container
or fail, and what no patch hardens.

Exit codes: 0 success; 1 some changes cannot be patches (listed on stderr), or patches do not match; 2 usage;
3 manifests refused.`

const exportCommand = (
  format: ExportFormat,
  texts: Pick<Command, 'summary' | 'usage'>,
  options: readonly Option[] = [],
): Command => ({
  name: `export ${format}`,
  summary: texts.summary,
  usage: `${texts.usage}\n${NOTES}`,
  options: [OPTIONS.filename, ...SETTINGS, OPTIONS.report, OPTIONS.mark, OPTIONS.check, OPTIONS.quiet, ...options],
  load: async () => {
    const { runExport } = await import('./run.ts')
    return (io, values, positionals) => runExport(format, io, values, positionals)
  },
})

/** The commands of `casehard export`. */
export const exportCommands: CommandGroup = {
  name: 'export',
  summary: 'write hardening as patches for Kustomize, Flux, Argo CD, Fleet or Zarf, if casehard cannot run there',
  usage: `Examples:
  kustomize build app | casehard export kustomize --dir hardening   a component for Kustomize and kubectl apply -k
  helm template web ./chart | casehard export flux > patch.yaml     postRenderers for a Flux HelmRelease
  helm template web ./chart | casehard export flux --check release.yaml   whether its patches still match

Usage: casehard export FORMAT [-f FILE|-]`,
  commands: [
    exportCommand(
      'kustomize',
      {
        summary: 'a component for Kustomize and kubectl apply -k',
        usage: `Examples:
  kustomize build app | casehard export kustomize --dir hardening
  casehard export kustomize -f rendered.yaml > hardening/kustomization.yaml

Usage: casehard export kustomize [-f FILE|-] [--dir DIR]

Writes a component (kind: Component) to stdout, or to a folder.`,
      },
      [OPTIONS.dir],
    ),
    exportCommand('flux', {
      summary: 'spec.postRenderers for a Flux HelmRelease',
      usage: `Example:
  helm template web ./chart --values values.yaml | casehard export flux > patch.yaml

Usage: casehard export flux [-f FILE|-]

Writes spec.postRenderers of a HelmRelease to stdout.`,
    }),
    exportCommand('argocd', {
      summary: 'spec.source.kustomize for an Argo CD Application',
      usage: `Example:
  kustomize build app | casehard export argocd > patch.yaml

Usage: casehard export argocd [-f FILE|-]

Writes spec.source.kustomize of an Application to stdout; its source must be a kustomization.`,
    }),
    exportCommand(
      'fleet',
      {
        summary: 'an overlay for fleet.yaml of Rancher Fleet',
        usage: `Example:
  helm template web ./chart | casehard export fleet --dir overlays/hardening >> fleet.yaml

Usage: casehard export fleet [-f FILE|-] [--dir DIR]

Writes the kustomization.yaml of an overlay to stdout, or to a folder.`,
      },
      [OPTIONS.dir],
    ),
    exportCommand(
      'zarf',
      {
        summary: 'a kustomization for the postRenderer of a chart in zarf.yaml',
        usage: `Example:
  helm template web ./chart | casehard export zarf --dir hardening

Usage: casehard export zarf [-f FILE|-] [--dir DIR]

Writes a kustomization to stdout, or to a folder. No release of Zarf has post-renderers yet: the field
postRenderer.kustomization is a proposal (https://github.com/zarf-dev/zarf/issues/3587).`,
      },
      [OPTIONS.dir],
    ),
  ],
}
