import { parse, stringify } from 'yaml'

interface Patches {
  patches: object[]
}

/** What is exported for a HelmRelease, an Application or an overlay, as far as the tool reads it. */
interface Exported extends Partial<Patches> {
  spec: { postRenderers: [{ kustomize: Patches }]; source: { kustomize: Patches } }
}

/** A kustomization as files, and the folder in which a tool builds it. */
export interface ToolBuild {
  files: Record<string, string>
  at: string
}

const HEAD = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' }

/**
 * How each tool applies what was exported for it to rendered manifests: the sources of helm-controller
 * (internal/postrender), argo-cd (util/kustomize) and fleet (internal/helmdeployer/kustomize) say it.
 */
export const TOOLS: Readonly<Record<string, (exported: string, rendered: string) => ToolBuild>> = {
  flux: (exported, rendered) => {
    const { patches } = (parse(exported) as Exported).spec.postRenderers[0].kustomize
    const kustomization = stringify({ ...HEAD, resources: ['helm-output.yaml'], patches })
    return { files: { 'kustomization.yaml': kustomization, 'helm-output.yaml': rendered }, at: '.' }
  },
  argocd: (exported, rendered) => {
    const { patches } = (parse(exported) as Exported).spec.source.kustomize
    const kustomization = stringify({ resources: ['manifests.yaml'], patches })
    return { files: { 'kustomization.yaml': kustomization, 'manifests.yaml': rendered }, at: '.' }
  },
  fleet: (exported, rendered) => {
    const { resources = [], ...overlay } = parse(exported) as { resources?: string[] }
    const kustomization = stringify({ ...overlay, resources: ['fleet-manifests.yaml', ...resources] })
    const folder = 'overlays/hardening'
    const files = { [`${folder}/kustomization.yaml`]: kustomization, [`${folder}/fleet-manifests.yaml`]: rendered }
    return { files, at: folder }
  },
}
