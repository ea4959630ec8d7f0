import { asList, asObject } from '../../kube/pod/pod.ts'
import { effective, ownField } from '../../kube/pod/security-context.ts'
import type { Container, GroupRule, Json, JsonObject, Pod, PodSecurityPolicy } from '../../model.ts'
import {
  asHolder,
  buildFinding,
  type Finding,
  formatRanges,
  formatRule,
  formatValue,
  isInRanges,
  type Violation,
} from './finding.ts'

const outsideViolation = (field: string, value: Json, { ranges }: Pick<GroupRule, 'ranges'>): Violation => ({
  reason: `${field} ${formatValue(value)} is not in ${formatRanges(ranges)}`,
  hint: `use a number in ${formatRanges(ranges)}, or leave it unset if the policy sets a default`,
  quote: `${field}: ${formatValue(value)}`,
})

const groupViolation = (
  field: string,
  rule: GroupRule,
  groups: readonly Json[],
  given: Json,
): Violation | undefined => {
  if (rule.rule === 'RunAsAny') return undefined
  if (groups.length === 0 && rule.rule === 'MustRunAs')
    return {
      reason: `${field} is empty, and the policy requires a group in ${formatRanges(rule.ranges)}`,
      hint: `set one, or leave ${field} unset, so that the policy sets it`,
      quote: `${field}: ${formatValue(given)}`,
    }
  const wrong = groups.find((group) => !isInRanges(group, rule.ranges))
  return wrong === undefined ? undefined : outsideViolation(field, wrong, rule)
}

/** Checks the groups of a pod. */
export const validateGroups = (pod: Pod, psp: PodSecurityPolicy): Finding[] =>
  (['fsGroup', 'supplementalGroups'] as const).map((field) => {
    const given = ownField(pod.spec, field)
    const groups = field === 'fsGroup' ? (given === undefined ? [] : [given]) : asList(given)
    const rule = psp[field]
    const violation = groupViolation(field, rule, groups, given ?? [])
    return buildFinding(asHolder(pod), ['securityContext', field], formatRule(field, rule), violation)
  })

const nonRootViolation = (pod: Pod, container: Container): Violation | undefined => {
  const user = effective(pod, container, 'runAsUser')
  if (user === 0)
    return {
      reason: 'runAsUser 0 is root, and the policy requires another user',
      hint: "set the user that owns the image's files",
      quote: 'runAsUser: 0',
    }
  if (effective(pod, container, 'runAsNonRoot') === false)
    return {
      reason: 'runAsNonRoot is false, and the policy requires a user other than root',
      hint: 'set runAsNonRoot: true',
      quote: 'runAsNonRoot: false',
    }
  return undefined
}

/** Builds the finding at the pod if the container inherits the field, so that the pod gets one finding. */
const buildInheritedFinding = (
  pod: Pod,
  container: Container,
  field: string,
  rule: string,
  violation?: Violation,
): Finding => {
  const isInherited = ownField(container.value, field) === undefined && ownField(pod.spec, field) !== undefined
  const steps = ['securityContext', field]
  return isInherited
    ? buildFinding(asHolder(pod), steps, rule, violation)
    : buildFinding(container, steps, rule, violation, container)
}

/** Checks the user and group of a container. */
export const validateUser = (pod: Pod, container: Container, psp: PodSecurityPolicy): Finding[] => {
  const { runAsUser, runAsGroup } = psp
  const at = (field: string, rule: string, violation?: Violation): Finding =>
    buildInheritedFinding(pod, container, field, rule, violation)
  const user = effective(pod, container, 'runAsUser')
  const group = effective(pod, container, 'runAsGroup')
  const groupFinding = at(
    'runAsGroup',
    formatRule('runAsGroup', runAsGroup),
    groupViolation('runAsGroup', runAsGroup, group === undefined ? [] : [group], []),
  )
  const rule = formatRule('runAsUser', runAsUser)
  if (runAsUser.rule !== 'MustRunAsNonRoot') {
    const isFine = runAsUser.rule === 'RunAsAny' || isInRanges(user, runAsUser.ranges)
    return [
      at('runAsUser', rule, isFine ? undefined : outsideViolation('runAsUser', user ?? null, runAsUser)),
      groupFinding,
    ]
  }
  const violation = nonRootViolation(pod, container)
  return [at(user === 0 ? 'runAsUser' : 'runAsNonRoot', rule, violation), groupFinding]
}

/** Sorts the categories of a level, because `c2,c1` equals `c1,c2`. */
const levelOf = (level: Json | undefined): string => {
  const [sensitivity = '', categories] = formatValue(level ?? '').split(/:(?=[^:]*$)/)
  return categories === undefined ? sensitivity : `${sensitivity}:${categories.split(',').sort().join(',')}`
}

const seLinuxViolation = (wanted: JsonObject, given: Json | undefined): Violation | undefined => {
  const options = asObject(given)
  const wrong = ['level', 'role', 'type', 'user'].find((field) =>
    field === 'level'
      ? levelOf(options[field]) !== levelOf(wanted[field])
      : (options[field] ?? '') !== (wanted[field] ?? ''),
  )
  if (wrong === undefined) return undefined
  const demand = wanted[wrong] === undefined ? `no ${wrong}` : `${wrong} ${formatValue(wanted[wrong])}`
  return {
    reason: `seLinuxOptions has ${options[wrong] === undefined ? `no ${wrong}` : `${wrong} ${formatValue(options[wrong])}`}, and the policy requires ${demand}`,
    hint: 'leave seLinuxOptions unset, so that the policy sets it',
    quote: `seLinuxOptions.${wrong}${options[wrong] === undefined ? ' is absent' : `: ${formatValue(options[wrong])}`}`,
  }
}

/** Checks the SELinux options of a pod, or the own options of a container. */
export const validateSeLinux = (pod: Pod, { seLinux }: PodSecurityPolicy, container?: Container): Finding[] => {
  const holder = container ?? asHolder(pod)
  const given = ownField(holder.value, 'seLinuxOptions')
  if (container !== undefined && given === undefined) return []
  const violation = seLinux.rule === 'MustRunAs' ? seLinuxViolation(seLinux.options, given) : undefined
  return [buildFinding(holder, ['securityContext', 'seLinuxOptions'], `seLinux ${seLinux.rule}`, violation, container)]
}
