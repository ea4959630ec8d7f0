import { isProfileName, PROFILE_NAMES } from '../../kube/pod/security-profiles.ts'
import type { PolicyProfiles } from '../../model.ts'
import { join } from '../../pointer.ts'
import type { Fault } from '../validate.ts'
import { bareCapability, type PolicySpec } from './spec.ts'

const findRangeFaults = (spec: PolicySpec): Fault[] => {
  const rules = ['runAsUser', 'runAsGroup', 'supplementalGroups', 'fsGroup'] as const
  const missing = rules.flatMap((field): Fault[] => {
    const { rule, ranges = [] } = spec[field] ?? { rule: 'RunAsAny' }
    return (rule === 'MustRunAs' || rule === 'MayRunAs') && ranges.length === 0
      ? [
          {
            pointer: `/spec/${field}`,
            message: `"spec.${field}" is ${rule} without ranges; add one, e.g. {min: 1000, max: 65535}`,
          },
        ]
      : []
  })
  const lists = [
    ...rules.map((field) => ({ at: ['spec', field, 'ranges'], ranges: spec[field]?.ranges ?? [] })),
    { at: ['spec', 'hostPorts'], ranges: spec.hostPorts ?? [] },
  ]
  const inverted = lists.flatMap(({ at, ranges }) =>
    ranges.flatMap(({ min, max }, i): Fault[] =>
      min <= max
        ? []
        : [
            {
              pointer: join('', ...at, i),
              message: `"${at.join('.')}[${i}]" has a min above its max; swap the two`,
            },
          ],
    ),
  )
  return [...missing, ...inverted]
}

const findCapabilityFaults = (spec: PolicySpec): Fault[] => {
  const { requiredDropCapabilities: dropped = [], allowedCapabilities = [], defaultAddCapabilities = [] } = spec
  const pointerOf = (i: number): string => join('/spec/requiredDropCapabilities', i)
  if (dropped.length > 0 && allowedCapabilities.includes('*'))
    return [
      {
        pointer: pointerOf(0),
        message: `"spec.requiredDropCapabilities" must be empty if allowedCapabilities is "*"; remove one of the two`,
      },
    ]
  const added = [...allowedCapabilities, ...defaultAddCapabilities].map(bareCapability)
  return dropped.flatMap((name, i): Fault[] =>
    added.includes(bareCapability(name))
      ? [
          {
            pointer: pointerOf(i),
            message: `"spec.requiredDropCapabilities[${i}]" is a capability that the policy also lets containers add; remove it from one of the two`,
          },
        ]
      : [],
  )
}

const findPathFaults = ({ allowedHostPaths = [] }: PolicySpec): Fault[] =>
  allowedHostPaths.flatMap(({ pathPrefix }, i): Fault[] => {
    const isAbsolute = pathPrefix.startsWith('/')
    if (isAbsolute && !pathPrefix.split('/').includes('..')) return []
    const must = isAbsolute ? 'it must not contain ..' : 'it must begin with a /'
    return [
      {
        pointer: join('/spec/allowedHostPaths', i, 'pathPrefix'),
        message: `"spec.allowedHostPaths[${i}].pathPrefix" has an illegal value; ${must}`,
      },
    ]
  })

const findOtherFaults = ({ seLinux, runtimeClass, ...spec }: PolicySpec): Fault[] => {
  const faults: Fault[] = []
  if (seLinux?.rule === 'MustRunAs' && seLinux.seLinuxOptions === undefined)
    faults.push({ pointer: '/spec/seLinux', message: '"spec.seLinux" is MustRunAs without seLinuxOptions; add them' })
  if (spec.defaultAllowPrivilegeEscalation === true && spec.allowPrivilegeEscalation === false)
    faults.push({
      pointer: '/spec/defaultAllowPrivilegeEscalation',
      message:
        '"spec.defaultAllowPrivilegeEscalation" is true, and allowPrivilegeEscalation is false; legal value: false',
    })
  const { allowedRuntimeClassNames: allowed = [], defaultRuntimeClassName: usual } = runtimeClass ?? {}
  if (usual !== undefined && !allowed.includes(usual) && !allowed.includes('*'))
    faults.push({
      pointer: '/spec/runtimeClass/defaultRuntimeClassName',
      message: `"spec.runtimeClass.defaultRuntimeClassName" is not one of allowedRuntimeClassNames; name one of them`,
    })
  return faults
}

/** Returns the combinations of valid fields that the API server refused. */
export const findSpecFaults = (spec: PolicySpec): Fault[] => [
  ...findRangeFaults(spec),
  ...findCapabilityFaults(spec),
  ...findPathFaults(spec),
  ...findOtherFaults(spec),
]

/** Returns the faults of profile names in annotations; `key` is the annotation without its last part. */
export const findProfileFaults = (key: string, { default: usual, allowed = [] }: PolicyProfiles): Fault[] => {
  const faultOf = (part: string, others: readonly string[]): Fault[] => [
    {
      pointer: join('/metadata/annotations', `${key}/${part}`),
      message: `"${key}/${part}" names an unknown profile; legal values: ${[...others, ...PROFILE_NAMES, 'localhost/PROFILE'].join(', ')}`,
    },
  ]
  const others = key.startsWith('seccomp') ? ['*'] : []
  const wrong = allowed.find((name) => name !== '' && !others.includes(name) && !isProfileName(name))
  return [
    ...(usual === undefined || isProfileName(usual) ? [] : faultOf('defaultProfileName', [])),
    ...(wrong === undefined ? [] : faultOf('allowedProfileNames', others)),
  ]
}
