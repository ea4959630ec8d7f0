import type { JsonObject } from '../model.ts'
import { asObject, asString } from './pods.ts'

const words = (value: unknown): string[] =>
  typeof value === 'string' ? value.split(',').map((word) => word.trim().toLowerCase()) : []

/**
 * Whether the tool that brings an object to the cluster makes it anew each time, so that nothing of it is ever updated
 * in place: hooks of Helm and Argo CD, objects that Argo CD or Flux may replace by force, names that are generated.
 * https://helm.sh/docs/topics/charts_hooks/
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
 */
export const isRecreated = (object: JsonObject): boolean => {
  const { name, generateName, annotations } = asObject(object.metadata)
  const annotation = asObject(annotations)
  if (
    asString(annotation['helm.sh/hook']) !== undefined ||
    asString(annotation['argocd.argoproj.io/hook']) !== undefined
  )
    return true
  const options = words(annotation['argocd.argoproj.io/sync-options'])
  return (
    (options.includes('force=true') && options.includes('replace=true')) ||
    words(annotation['kustomize.toolkit.fluxcd.io/force']).includes('enabled') ||
    (asString(name) === undefined && asString(generateName) !== undefined)
  )
}
