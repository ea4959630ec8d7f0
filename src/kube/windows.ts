import type { Json, JsonObject } from '../model.ts'
import { childOf } from '../pointer.ts'

const OS_LABELS = ['kubernetes.io/os', 'beta.kubernetes.io/os']
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'

const at = (value: Json | undefined, ...steps: string[]): Json | undefined => steps.reduce(childOf, value)

const itemsAt = (value: Json | undefined, ...steps: string[]): Json[] => {
  const list = at(value, ...steps)
  return Array.isArray(list) ? list : []
}

const isOsExpression = (expression: Json): boolean => {
  const values = itemsAt(expression, 'values')
  return (
    OS_LABELS.includes(String(at(expression, 'key'))) &&
    at(expression, 'operator') === 'In' &&
    values.length > 0 &&
    values.every((value) => value === 'windows')
  )
}

// The terms of a node selector are alternatives: only where each of them asks for Windows is the pod bound to it.
const requiresWindowsNode = (spec: JsonObject): boolean => {
  const terms = itemsAt(spec, 'affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms')
  return terms.length > 0 && terms.every((term) => itemsAt(term, 'matchExpressions').some(isOsExpression))
}

const isHostProcess = (holder: Json): boolean => at(holder, 'securityContext', 'windowsOptions', 'hostProcess') === true

/**
 * Whether a pod spec says in any way that it runs on Windows: `os.name`, the node selector or the required node
 * affinity on the well-known OS labels, or a hostProcess container. Image names are not looked at.
 */
export const isWindows = (spec: JsonObject): boolean =>
  at(spec, 'os', 'name') === 'windows' ||
  OS_LABELS.some((label) => at(spec, 'nodeSelector', label) === 'windows') ||
  requiresWindowsNode(spec) ||
  isHostProcess(spec) ||
  ['initContainers', 'containers', 'ephemeralContainers'].some((list) => itemsAt(spec, list).some(isHostProcess))
