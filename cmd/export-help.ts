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
