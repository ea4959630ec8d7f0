import type { Json, JsonObject } from '../../src/model.ts'

/*
 * What admission refused of a Pod by a PodSecurityPolicy, written anew from the rules and on plain JSON, so that it
 * shares no thought with the control: it neither fills anything in nor knows defaults of the control's own model.
 */

type Named = JsonObject & { name: string }

const objectIn = (value: Json | undefined): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}

const listIn = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

const inside = (value: Json | undefined, rule: JsonObject): boolean =>
  listIn(rule.ranges).some((range) => {
    const { min, max } = objectIn(range) as { min: number; max: number }
    return (value as number) >= min && (value as number) <= max
  })

/** Whether numbers break a rule of groups. */
const groupsBreak = (rule: JsonObject, groups: readonly Json[]): boolean => {
  if (rule.rule === 'MustRunAs') return groups.length === 0 || !groups.every((group) => inside(group, rule))
  return rule.rule === 'MayRunAs' && !groups.every((group) => inside(group, rule))
}

const seccompName = (context: JsonObject): string | undefined => {
  const { type, localhostProfile } = objectIn(context.seccompProfile)
  if (type === undefined) return undefined
  return type === 'Localhost'
    ? `localhost/${localhostProfile}`
    : type === 'RuntimeDefault'
      ? 'runtime/default'
      : 'unconfined'
}

const seccompBreaks = (annotations: JsonObject, name: string | undefined): boolean => {
  const text = annotations['seccomp.security.alpha.kubernetes.io/allowedProfileNames'] as string | undefined
  if (text === undefined) return name !== undefined
  const legal = text.split(',').map((one) => (one === 'docker/default' ? 'runtime/default' : one))
  return !legal.includes('*') && !legal.includes(name ?? '')
}

const selinuxBreaks = (rule: JsonObject, given: JsonObject): boolean => {
  const sorted = (options: JsonObject): string =>
    JSON.stringify(['user', 'role', 'type', 'level'].map((field) => options[field] ?? ''))
  return rule.rule === 'MustRunAs' && sorted(objectIn(rule.seLinuxOptions)) !== sorted(given)
}

/**
 * Returns the fields of a Pod that a policy refuses, as `CONTAINER POINTER`, or `POINTER` for the pod itself.
 * Supports only pods of the generator: valid fields, no annotations, no StatefulSets.
 */
export const refusedPlaces = (policy: JsonObject, pod: JsonObject): string[] => {
  const rules = objectIn(policy.spec)
  const annotations = objectIn(objectIn(policy.metadata).annotations)
  const spec = objectIn(pod.spec)
  const own = objectIn(spec.securityContext)
  const found: string[] = []
  const refuse = (isRefused: boolean, pointer: string, container = ''): void => {
    if (isRefused) found.push(`${container} /spec/${pointer}`)
  }
  const rule = (field: string): JsonObject => objectIn(rules[field])
  refuse(groupsBreak(rule('fsGroup'), own.fsGroup === undefined ? [] : [own.fsGroup]), 'securityContext/fsGroup')
  refuse(groupsBreak(rule('supplementalGroups'), listIn(own.supplementalGroups)), 'securityContext/supplementalGroups')
  refuse(seccompBreaks(annotations, seccompName(own)), 'securityContext/seccompProfile/type')
  refuse(selinuxBreaks(rule('seLinux'), objectIn(own.seLinuxOptions)), 'securityContext/seLinuxOptions')
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'])
    refuse(spec[field] === true && rules[field] !== true, field)
  const types = listIn(rules.volumes)
  const mayUse = (type: string): boolean => types.includes('*') || types.includes(type)
  listIn(spec.volumes).forEach((volume, i) => {
    const [type = ''] = Object.keys(objectIn(volume)).filter((key) => key !== 'name')
    refuse(!mayUse(type), `volumes/${i}`)
    const prefixes = listIn(rules.allowedHostPaths).map((path) => objectIn(path).pathPrefix as string)
    const path = objectIn(objectIn(volume).hostPath).path as string
    const isBelow = prefixes.some((prefix) => `${path}/`.startsWith(`${prefix.replace(/\/$/, '')}/`))
    refuse(type === 'hostPath' && mayUse(type) && prefixes.length > 0 && !isBelow, `volumes/${i}/hostPath/path`)
  })
  refuse(spec.automountServiceAccountToken !== false && !mayUse('projected'), 'automountServiceAccountToken')
  const runtimes = rules.runtimeClass === undefined ? undefined : listIn(rule('runtimeClass').allowedRuntimeClassNames)
  refuse(
    runtimes !== undefined && spec.runtimeClassName !== undefined && !runtimes.includes(spec.runtimeClassName),
    'runtimeClassName',
  )
  for (const list of ['initContainers', 'containers'])
    (listIn(spec[list]) as Named[]).forEach((container, i) => {
      const context = objectIn(container.securityContext)
      const at = `${list}/${i}`
      const refuseOwn = (isRefused: boolean, pointer: string): void =>
        refuse(isRefused, `${at}/${pointer}`, container.name)
      /** Of what the pod may say too, the place where it is said. */
      const refuseSaid = (isRefused: boolean, field: string): void =>
        context[field] === undefined && own[field] !== undefined
          ? refuse(isRefused, `securityContext/${field}`)
          : refuseOwn(isRefused, `securityContext/${field}`)
      const user = context.runAsUser ?? own.runAsUser
      const nonRoot = context.runAsNonRoot ?? own.runAsNonRoot
      const group = context.runAsGroup ?? own.runAsGroup
      refuseSaid(rule('runAsUser').rule === 'MustRunAs' && !inside(user, rule('runAsUser')), 'runAsUser')
      if (rule('runAsUser').rule === 'MustRunAsNonRoot') {
        if (user === 0) refuseSaid(true, 'runAsUser')
        else refuseSaid(nonRoot === false || (nonRoot === undefined && user === undefined), 'runAsNonRoot')
      }
      refuseSaid(groupsBreak(rule('runAsGroup'), group === undefined ? [] : [group]), 'runAsGroup')
      if (context.seLinuxOptions !== undefined)
        refuseOwn(selinuxBreaks(rule('seLinux'), objectIn(context.seLinuxOptions)), 'securityContext/seLinuxOptions')
      if (context.seccompProfile !== undefined && seccompName(context) !== seccompName(own))
        refuseOwn(seccompBreaks(annotations, seccompName(context)), 'securityContext/seccompProfile/type')
      const armor = objectIn(context.appArmorProfile).type ?? objectIn(own.appArmorProfile).type
      const armors = annotations['apparmor.security.beta.kubernetes.io/allowedProfileNames'] as string | undefined
      const armorName = armor === undefined ? '' : armor === 'RuntimeDefault' ? 'runtime/default' : 'unconfined'
      refuseOwn(
        armors !== undefined && (armorName === '' || !armors.split(',').includes(armorName)),
        'securityContext/appArmorProfile/type',
      )
      refuseOwn(context.privileged === true && rules.privileged !== true, 'securityContext/privileged')
      const procs = listIn(rules.allowedProcMountTypes)
      const legalProcs = procs.length === 0 ? ['Default'] : procs
      refuseOwn(!legalProcs.includes(context.procMount ?? 'Default'), 'securityContext/procMount')
      const { add, drop } = objectIn(context.capabilities)
      const mayAdd = [...listIn(rules.allowedCapabilities), ...listIn(rules.defaultAddCapabilities)]
      for (const name of listIn(add))
        refuseOwn(!mayAdd.includes('*') && !mayAdd.includes(name), `securityContext/capabilities/add ${name}`)
      const mustDrop = listIn(rules.requiredDropCapabilities)
      refuseOwn(!mustDrop.every((name) => listIn(drop).includes(name)), 'securityContext/capabilities/drop')
      listIn(container.ports).forEach((item, n) => {
        const port = objectIn(item)
        const taken = port.hostPort ?? (spec.hostNetwork === true ? port.containerPort : undefined)
        const field = port.hostPort === undefined ? 'containerPort' : 'hostPort'
        const isTaken = taken !== undefined && !inside(taken, { ranges: listIn(rules.hostPorts) })
        refuseOwn(isTaken, `ports/${n}/${field}`)
      })
      refuseOwn(
        rules.readOnlyRootFilesystem === true && context.readOnlyRootFilesystem !== true,
        'securityContext/readOnlyRootFilesystem',
      )
      refuseOwn(
        rules.allowPrivilegeEscalation === false && context.allowPrivilegeEscalation !== false,
        'securityContext/allowPrivilegeEscalation',
      )
    })
  return [...new Set(found)].sort()
}
