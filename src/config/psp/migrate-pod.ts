import type { PodSecurityPolicy } from '../../model.ts'
import { listed, type Rule, spans, stanceOf } from './migrate-stance.ts'
import { HIGHEST_PORT } from './spec.ts'

const HOST = ['hostNetwork', 'hostPID', 'hostIPC'] as const

const RESTRICTED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

const allows = ({ volumes }: PodSecurityPolicy, type: string): boolean =>
  volumes.includes('*') || volumes.includes(type)

const hostNamespaces: Rule = (policy) => {
  const allowed = HOST.filter((field) => policy[field])
  const differs = allowed.length === 0 || allowed.length === HOST.length ? undefined : `holds ${listed(allowed)} too`
  const says = HOST.map((field) => `${field}: ${policy[field]}`).join(', ')
  return stanceOf('no-host-namespaces', allowed.length < HOST.length, says, differs)
}

const hostPorts: Rule = ({ hostPorts: ranges }) => {
  const isAny = ranges.some(({ min, max }) => min <= 1 && max >= HIGHEST_PORT)
  const differs = isAny || ranges.length === 0 ? undefined : `holds every port of the node, ${spans(ranges)} too`
  return stanceOf('no-host-ports', !isAny, `hostPorts: ${spans(ranges)}`, differs)
}

const runtimeSocket: Rule = (policy) =>
  stanceOf(
    'no-container-runtime-socket',
    !allows(policy, 'hostPath'),
    `hostPath allowed: ${allows(policy, 'hostPath')}`,
  )

const hostPath: Rule = (policy) => {
  const paths = policy.allowedHostPaths.map(({ pathPrefix }) => pathPrefix)
  if (!allows(policy, 'hostPath')) return stanceOf('no-host-path', true, 'volumes without hostPath')
  return paths.length === 0
    ? stanceOf('no-host-path', false, 'volumes with hostPath')
    : stanceOf(
        'no-host-path',
        true,
        `allowedHostPaths: ${listed(paths)}`,
        `holds every path of the node, those below ${listed(paths)} too`,
      )
}

const hostPathReadOnly: Rule = (policy) => {
  const { allowedHostPaths: paths } = policy
  const isAsked = allows(policy, 'hostPath') && paths.some(({ readOnly }) => readOnly)
  return isAsked
    ? stanceOf(
        'host-path-read-only',
        true,
        'allowedHostPaths that are readOnly',
        'makes mounts read-only that are only ever read; the policy refuses writable ones and makes none so',
      )
    : stanceOf('host-path-read-only', false, '')
}

const restrictedVolumes: Rule = (policy) => {
  const { volumes } = policy
  const says = `volumes: ${listed(volumes)}`
  const more = volumes.filter((type) => !RESTRICTED_VOLUMES.includes(type))
  const fewer = RESTRICTED_VOLUMES.filter((type) => !allows(policy, type))
  if (volumes.includes('*')) return stanceOf('restricted-volumes', false, says)
  const differs = [
    ...(more.length === 0 ? [] : [`holds ${listed(more)} too`]),
    ...(fewer.length === 0 ? [] : [`lets ${listed(fewer)} pass`]),
  ]
  return stanceOf('restricted-volumes', true, says, differs.length === 0 ? undefined : differs.join('; '))
}

const sysctls: Rule = ({ allowedUnsafeSysctls: allowed, forbiddenSysctls: forbidden }) => {
  const differs = [
    ...(allowed.length === 0 ? [] : [`holds ${listed(allowed)} too`]),
    ...(forbidden.length === 0 ? [] : [`lets safe ones pass that are forbidden: ${listed(forbidden)}`]),
  ]
  const says = `allowedUnsafeSysctls: ${listed(allowed)}`
  return stanceOf('safe-sysctls', !allowed.includes('*'), says, differs.length === 0 ? undefined : differs.join('; '))
}

const token: Rule = (policy) =>
  allows(policy, 'projected')
    ? stanceOf('no-service-account-token', false, 'volumes with projected')
    : stanceOf(
        'no-service-account-token',
        true,
        'volumes without projected, which the token of a service account needs',
        'leaves the token to pods that call the API',
      )

const rootGroup: Rule = ({ supplementalGroups, fsGroup, runAsGroup }) => {
  const rules = Object.entries({ supplementalGroups, fsGroup, runAsGroup })
  const ruled = rules.filter(([, { rule }]) => rule !== 'RunAsAny')
  const isAsked = ruled.some(([, { ranges }]) => ranges.every(({ min }) => min > 0))
  const says = rules.map(
    ([field, { rule, ranges }]) => `${field}: ${rule}${ranges.length === 0 ? '' : ` ${spans(ranges)}`}`,
  )
  const differs = 'looks at group 0 only and fills no group in'
  return stanceOf('no-root-group', isAsked, says.join(', '), ruled.length === 0 ? undefined : differs)
}

/** How a policy's rules over pods are said by controls. */
export const POD_RULES: readonly Rule[] = [
  hostNamespaces,
  hostPorts,
  runtimeSocket,
  hostPath,
  hostPathReadOnly,
  restrictedVolumes,
  sysctls,
  rootGroup,
  token,
]
