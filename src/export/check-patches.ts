import { formatCount } from '../lib/format.ts'
import type { JsonObject, Resource } from '../model.ts'
import { applyPatch, MismatchError } from './apply-patch.ts'
import { DEFAULT_NAMESPACE, splitVersion } from './patches.ts'
import type { WrittenPatch } from './read-patches.ts'
import type { Target } from './types.ts'

/** An object that patches are applied to; `value` is replaced by the patched one. */
export interface PatchedObject {
  resource: Resource
  value: JsonObject
}

/** A patch that does not match the manifests, or that cannot be checked. */
export interface PatchFinding {
  patch: WrittenPatch
  /** The object that it should patch, as far as its target names it. */
  target: string
  problem: string
  /** It is not known whether it matches. */
  isUnchecked?: true
}

const formatTarget = ({ kind = 'object', namespace, name = '*' }: Partial<Target>): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`.replaceAll('\\', '')

/** Kustomize anchors the regular expressions of a target. An absent field matches anything. */
const selectorOf = (target: Partial<Target>): ((resource: Resource) => boolean) => {
  const tests = Object.entries(target).map(([field, text]) => [field, RegExp(`^(?:${text})$`)] as const)
  return ({ apiVersion, kind, name, namespace = DEFAULT_NAMESPACE }) => {
    const fields: Record<string, string> = { ...splitVersion(apiVersion), kind, name, namespace }
    return tests.every(([field, pattern]) => pattern.test(fields[field] ?? ''))
  }
}

const problemOf = (patch: WrittenPatch, objects: readonly PatchedObject[]): string | undefined => {
  try {
    const isSelected = selectorOf(patch.target)
    const selected = objects.filter(({ resource }) => isSelected(resource))
    if (selected.length === 0) return 'no object matches its target'
    for (const object of selected) object.value = applyPatch(object.value, patch.body)
    return undefined
  } catch (error) {
    if (error instanceof MismatchError) return error.message
    if (error instanceof SyntaxError) return 'its target is not a regular expression'
    throw error
  }
}

/**
 * Applies patches to objects, in order, as Kustomize does. Returns those that do not match, and changes the values of the
 * objects that the others match.
 */
export const checkPatches = (patches: readonly WrittenPatch[], objects: readonly PatchedObject[]): PatchFinding[] =>
  patches.flatMap((patch): PatchFinding[] => {
    const target = formatTarget(patch.target)
    if (patch.unreadable !== undefined) return [{ patch, target, problem: patch.unreadable, isUnchecked: true }]
    const problem = problemOf(patch, objects)
    return problem === undefined ? [] : [{ patch, target, problem }]
  })

/** Returns what the check counted, as one line. */
export const checkSummary = (patches: number, findings: readonly PatchFinding[], uncovered: number): string => {
  const stale = findings.filter(({ isUnchecked }) => isUnchecked !== true).length
  const parts = [
    formatCount(patches, 'patch').replace(/hs$/, 'hes'),
    stale === 0 ? 'all match' : `${stale} of them ${stale === 1 ? 'does' : 'do'} not match`,
    ...(findings.length > stale ? [`${findings.length - stale} not checked`] : []),
    ...(uncovered === 0 ? [] : [`${formatCount(uncovered, 'change')} in no patch`]),
  ]
  return `casehard: ${parts.join(', ')}\n`
}
