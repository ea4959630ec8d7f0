import { asGiven, asList, asObject, asString } from '../../kube/pod/pod.ts'
import { addedCapabilities, droppedCapabilities, isPrivileged, ownField } from '../../kube/pod/security-context.ts'
import { appArmorNameOf } from '../../kube/pod/security-profiles.ts'
import type { Container, Pod, PodSecurityPolicy } from '../../model.ts'
import {
  buildFinding,
  type Finding,
  formatNames,
  formatRanges,
  formatValue,
  isInRanges,
  type Violation,
} from './finding.ts'
import { validateSeLinux, validateUser } from './validate-ids.ts'

/** Checks fields of one container. */
type Check = (pod: Pod, container: Container, psp: PodSecurityPolicy) => Finding[]

const at = (container: Container, steps: readonly (string | number)[], rule: string, violation?: Violation): Finding =>
  buildFinding(container, ['securityContext', ...steps], rule, violation, container)

const checkPrivileged: Check = (_pod, container, psp) => [
  at(
    container,
    ['privileged'],
    `privileged ${psp.privileged}`,
    isPrivileged(container) && !psp.privileged
      ? {
          reason: 'the container is privileged, and the policy does not allow it',
          hint: 'remove privileged, and add the capabilities that the container needs',
          quote: 'privileged: true',
        }
      : undefined,
  ),
]

const checkProcMount: Check = (_pod, container, { allowedProcMountTypes: allowed }) => {
  const type = asString(ownField(container.value, 'procMount')) ?? 'Default'
  const violation = {
    reason: `procMount is ${type}, and the policy allows ${formatNames(allowed)}`,
    hint: `set procMount to ${allowed.join(' or ')}`,
    quote: `procMount: ${type}`,
  }
  const rule = `allowedProcMountTypes ${formatNames(allowed)}`
  return [at(container, ['procMount'], rule, allowed.includes(type) ? undefined : violation)]
}

const checkCapabilities: Check = (pod, container, psp) => {
  const { defaultAddCapabilities, allowedCapabilities, requiredDropCapabilities } = psp
  const allowed = [...new Set([...allowedCapabilities, ...defaultAddCapabilities])]
  const given = addedCapabilities(asGiven(pod, container))
  const rule = `allowedCapabilities ${formatNames(allowed)}`
  const added = addedCapabilities(container).map((name) => {
    const index = given.indexOf(name)
    // The index in the manifest, because the list may have been sorted.
    const steps = ['capabilities', 'add', ...(index === -1 ? [] : [index])]
    const isAllowed = allowed.includes('*') || allowed.includes(name)
    const violation = {
      reason: `the capability ${name} is added, and the policy allows ${formatNames(allowed)}`,
      hint: `remove it, or add it to allowedCapabilities of the policy`,
      quote: `capabilities.add: ${name}`,
    }
    return at(container, steps, rule, isAllowed ? undefined : violation)
  })
  const dropped = droppedCapabilities(container)
  const missing = requiredDropCapabilities.filter((name) => !dropped.includes(name))
  const violation = {
    reason: `the policy requires that ${missing.join(', ')} be dropped`,
    hint: `add ${missing.join(', ')} to capabilities.drop`,
  }
  const demand = `requiredDropCapabilities ${formatNames(requiredDropCapabilities)}`
  return [...added, at(container, ['capabilities', 'drop'], demand, missing.length === 0 ? undefined : violation)]
}

const checkHostPorts: Check = (pod, container, { hostPorts: ranges }) =>
  asList(container.value.ports).flatMap((item, i) => {
    const port = asObject(item)
    // With hostNetwork every container port is a port of the node.
    const taken = port.hostPort || (pod.spec.hostNetwork === true ? port.containerPort : undefined)
    if (typeof taken !== 'number' || taken === 0) return []
    const allowed = formatNames(ranges.length === 0 ? [] : [formatRanges(ranges)])
    const field = port.hostPort ? 'hostPort' : 'containerPort'
    const violation = {
      reason: `the container uses port ${taken} of the node, and the policy allows ${allowed}`,
      hint: 'use a Service instead',
      quote: `${field}: ${taken}`,
    }
    const isAllowed = isInRanges(taken, ranges)
    return [
      buildFinding(
        container,
        ['ports', i, field],
        `hostPorts ${allowed}`,
        isAllowed ? undefined : violation,
        container,
      ),
    ]
  })

const checkRootFilesystem: Check = (_pod, container, psp) => {
  const given = ownField(container.value, 'readOnlyRootFilesystem')
  const violation = {
    reason: `readOnlyRootFilesystem is ${formatValue(given)}, and the policy requires true`,
    hint: 'set it to true, with a volume for each path that the container writes to',
    quote: `readOnlyRootFilesystem: ${formatValue(given)}`,
  }
  const isFine = !psp.readOnlyRootFilesystem || given === true
  const rule = `readOnlyRootFilesystem ${psp.readOnlyRootFilesystem}`
  return [at(container, ['readOnlyRootFilesystem'], rule, isFine ? undefined : violation)]
}

const checkEscalation: Check = (_pod, container, psp) => {
  const given = ownField(container.value, 'allowPrivilegeEscalation')
  const violation = {
    reason: 'allowPrivilegeEscalation is true, and the policy does not allow it',
    hint: 'set it to false, or leave it unset',
    quote: `allowPrivilegeEscalation: ${formatValue(given)}`,
  }
  const isFine = psp.allowPrivilegeEscalation || given === false
  const rule = `allowPrivilegeEscalation ${psp.allowPrivilegeEscalation}`
  return [at(container, ['allowPrivilegeEscalation'], rule, isFine ? undefined : violation)]
}

const checkAppArmor: Check = (pod, container, { appArmor: { allowed } }) => {
  if (allowed === undefined) return []
  const name = appArmorNameOf(pod, container)
  const legal = formatNames(allowed)
  const violation =
    name === undefined
      ? { reason: `no AppArmor profile is set, and the policy requires one of ${legal}`, hint: 'set appArmorProfile' }
      : {
          reason: `the AppArmor profile ${name} is not among those that the policy allows: ${legal}`,
          hint: `set appArmorProfile to one of ${legal}`,
          quote: `AppArmor profile ${name}`,
        }
  const isAllowed = name !== undefined && allowed.includes(name)
  return [at(container, ['appArmorProfile', 'type'], `AppArmor profiles ${legal}`, isAllowed ? undefined : violation)]
}

const CHECKS: readonly Check[] = [
  validateUser,
  (pod, container, psp) => validateSeLinux(pod, psp, container),
  checkAppArmor,
  checkPrivileged,
  checkProcMount,
  checkCapabilities,
  checkHostPorts,
  checkRootFilesystem,
  checkEscalation,
]

/** Checks a container, with defaults set, against a policy. */
export const validateContainer: Check = (pod, container, psp) => CHECKS.flatMap((look) => look(pod, container, psp))
