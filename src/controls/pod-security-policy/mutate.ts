import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { addedCapabilities, droppedCapabilities, effective, ownField } from '../../kube/pod/security-context.ts'
import { appArmorNameOf, profileField, seccompNameOf } from '../../kube/pod/security-profiles.ts'
import type { Container, Json, JsonObject, Pod, PodSecurityPolicy } from '../../model.ts'
import { formatNames, formatRule } from './finding.ts'

/** A default that admission set. */
export interface Mutation {
  /** Absent for a field of the pod. */
  container?: Container
  /** From the pod spec or the container. */
  steps: readonly string[]
  value: Json
  /** The rule of the policy, e.g. `fsGroup MustRunAs 1-65535`. */
  rule: string
}

/** Copies a pod with another spec. */
export const withSpec = (pod: Pod, spec: JsonObject): Pod => ({
  ...pod,
  spec,
  containers: pod.containers.map((one) => ({ ...one, value: asObject(asList(spec[one.list])[one.index]) })),
})

const put = (holder: JsonObject, [step = '', ...rest]: readonly string[], value: Json): void => {
  if (rest.length === 0) {
    holder[step] = value
    return
  }
  const inner = { ...asObject(holder[step]) }
  put(inner, rest, value)
  holder[step] = inner
}

const inSecurityContext = (...steps: string[]): string[] => ['securityContext', ...steps]

/** Sets the defaults of one policy: the pod first, because containers inherit from it. */
class Mutator {
  readonly pod: Pod
  readonly psp: PodSecurityPolicy
  readonly mutations: Mutation[] = []

  constructor(pod: Pod, psp: PodSecurityPolicy) {
    this.pod = withSpec(pod, structuredClone(pod.spec))
    this.psp = psp
  }

  #fill(steps: readonly string[], value: Json, rule: string, container?: Container): void {
    put(container?.value ?? this.pod.spec, steps, structuredClone(value))
    this.mutations.push({ steps, value, rule, ...(container === undefined ? {} : { container }) })
  }

  fillPod(): void {
    const { spec } = this.pod
    const { supplementalGroups, fsGroup, seLinux, seccomp, runtimeClass } = this.psp
    const isUnset = (field: string): boolean => ownField(spec, field) === undefined
    const [group] = supplementalGroups.ranges
    if (isUnset('supplementalGroups') && supplementalGroups.rule === 'MustRunAs' && group !== undefined)
      this.#fill(
        inSecurityContext('supplementalGroups'),
        [group.min],
        formatRule('supplementalGroups', supplementalGroups),
      )
    const [owner] = fsGroup.ranges
    if (isUnset('fsGroup') && fsGroup.rule === 'MustRunAs' && owner !== undefined)
      this.#fill(inSecurityContext('fsGroup'), owner.min, formatRule('fsGroup', fsGroup))
    if (isUnset('seLinuxOptions') && seLinux.rule === 'MustRunAs')
      this.#fill(inSecurityContext('seLinuxOptions'), seLinux.options, 'seLinux MustRunAs')
    if (seccomp.default !== undefined && seccompNameOf(this.pod) === undefined)
      this.#fill(
        inSecurityContext('seccompProfile'),
        profileField(seccomp.default),
        `seccomp defaults to ${seccomp.default}`,
      )
    if (runtimeClass?.default !== undefined && asString(spec.runtimeClassName) === undefined)
      this.#fill(['runtimeClassName'], runtimeClass.default, `runtimeClass defaults to ${runtimeClass.default}`)
  }

  fillContainer(container: Container): void {
    const { psp, pod } = this
    const isUnset = (field: string): boolean => effective(pod, container, field) === undefined
    const fill = (field: string, value: Json, rule: string): void =>
      this.#fill(inSecurityContext(field), value, rule, container)
    for (const field of ['runAsUser', 'runAsGroup'] as const) {
      const rule = psp[field]
      const [first] = rule.ranges
      if (isUnset(field) && rule.rule === 'MustRunAs' && first !== undefined)
        fill(field, first.min, formatRule(field, rule))
    }
    if (isUnset('seLinuxOptions') && psp.seLinux.rule === 'MustRunAs')
      fill('seLinuxOptions', psp.seLinux.options, 'seLinux MustRunAs')
    const { default: profile } = psp.appArmor
    if (profile !== undefined && appArmorNameOf(pod, container) === undefined)
      fill('appArmorProfile', profileField(profile), `AppArmor defaults to ${profile}`)
    if (psp.runAsUser.rule === 'MustRunAsNonRoot' && isUnset('runAsNonRoot') && isUnset('runAsUser'))
      fill('runAsNonRoot', true, 'runAsUser MustRunAsNonRoot')
    this.#fillCapabilities(container)
    const own = (field: string): Json | undefined => ownField(container.value, field)
    if (psp.readOnlyRootFilesystem && own('readOnlyRootFilesystem') === undefined)
      fill('readOnlyRootFilesystem', true, 'readOnlyRootFilesystem')
    const { defaultAllowPrivilegeEscalation: usual, allowPrivilegeEscalation: allowed } = psp
    if (own('allowPrivilegeEscalation') !== undefined) return
    if (usual !== undefined) fill('allowPrivilegeEscalation', usual, `defaultAllowPrivilegeEscalation ${usual}`)
    else if (!allowed) fill('allowPrivilegeEscalation', false, 'allowPrivilegeEscalation false')
  }

  /** Sorts both lists and removes duplicates, but only if one of them grows. */
  #fillCapabilities(container: Container): void {
    const { defaultAddCapabilities, requiredDropCapabilities } = this.psp
    const before = { add: addedCapabilities(container), drop: droppedCapabilities(container) }
    const added = defaultAddCapabilities.filter((name) => !before.drop.includes(name))
    const after = {
      add: [...new Set([...added, ...before.add])].sort(),
      drop: [...new Set([...requiredDropCapabilities, ...before.drop])].sort(),
    }
    const lists = ['add', 'drop'] as const
    if (lists.every((list) => after[list].length === new Set(before[list]).size)) return
    const rules = {
      add: `defaultAddCapabilities ${formatNames(defaultAddCapabilities)}`,
      drop: `requiredDropCapabilities ${formatNames(requiredDropCapabilities)}`,
    }
    for (const list of lists)
      if (after[list].join() !== before[list].join())
        this.#fill(inSecurityContext('capabilities', list), after[list], rules[list], container)
  }
}

/**
 * Sets the defaults that admission would set by one policy, in its order and on unset fields only. Old annotations count
 * as their fields, and fields replace the annotations that admission wrote.
 */
export const mutatePod = (before: Pod, psp: PodSecurityPolicy): { mutations: Mutation[]; pod: Pod } => {
  const mutator = new Mutator(before, psp)
  mutator.fillPod()
  for (const container of mutator.pod.containers) mutator.fillContainer(container)
  return { mutations: mutator.mutations, pod: mutator.pod }
}
