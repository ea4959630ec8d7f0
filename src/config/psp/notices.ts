import type { PodSecurityPolicy } from '../../model.ts'
import { join } from '../../pointer.ts'
import { REQUIRED_RULES } from './schema.ts'
import { bareCapability, CAPABILITY_LISTS, HIGHEST_PORT, type PolicySpec } from './spec.ts'

/** A notice about a policy, and the pointer to the field in question. */
export interface PolicyNotice {
  code: string
  message: string
  pointer: string
}

/** Ids below this are system accounts by convention. */
const SYSTEM_IDS = 1000

const notice = (code: string, pointer: string, message: string): PolicyNotice => ({ code, pointer, message })

const findMissingRules = (spec: PolicySpec): PolicyNotice[] =>
  REQUIRED_RULES.filter((field) => spec[field] === undefined).map((field) =>
    notice('policy-field-missing', '/spec', `spec.${field} is missing, which the API requires; it is read as RunAsAny`),
  )

const findPrefixedCapabilities = (spec: PolicySpec): PolicyNotice[] =>
  CAPABILITY_LISTS.flatMap((list) =>
    (spec[list] ?? []).flatMap((name, i) =>
      bareCapability(name) === name
        ? []
        : [
            notice(
              'policy-capability-spelling',
              join('/spec', list, i),
              `${name} in ${list} is read as ${bareCapability(name)}: Kubernetes knows no CAP_ prefix, so admission would not have matched it`,
            ),
          ],
    ),
  )

const findHighPorts = ({ hostPorts = [] }: PolicySpec): PolicyNotice[] =>
  hostPorts.flatMap(({ max }, i) =>
    max <= HIGHEST_PORT
      ? []
      : [
          notice(
            'policy-port-range',
            join('/spec/hostPorts', i, 'max'),
            `${max} in hostPorts is read as ${HIGHEST_PORT}, the highest port`,
          ),
        ],
  )

/** Finds ranges that are meant to exclude root, but set their first number, a system group, in every pod. */
const findLowGroups = ({ supplementalGroups, fsGroup }: PodSecurityPolicy): PolicyNotice[] =>
  Object.entries({ supplementalGroups, fsGroup }).flatMap(([field, { rule, ranges }]) => {
    const [first] = ranges
    if (rule !== 'MustRunAs' || first === undefined || first.min >= SYSTEM_IDS || first.min === first.max) return []
    return [
      notice(
        'policy-low-group',
        `/spec/${field}`,
        `${field} is set to ${first.min}, the first number of its ranges; use MayRunAs to only check it`,
      ),
    ]
  })

const findNoVolumes = ({ volumes = [] }: PolicySpec): PolicyNotice[] =>
  volumes.length > 0
    ? []
    : [
        notice(
          'policy-no-volumes',
          '/spec',
          'spec.volumes allows no volume, not even that of the service account token; use "*" to allow all',
        ),
      ]

const findUnallowedDefault = ({ seccomp }: PodSecurityPolicy): PolicyNotice[] =>
  seccomp.default === undefined || seccomp.allowed !== undefined
    ? []
    : [
        notice(
          'policy-seccomp-default',
          '/metadata/annotations',
          'the policy sets a seccomp profile that it does not allow, so admission refused it; add seccomp.security.alpha.kubernetes.io/allowedProfileNames',
        ),
      ]

/** Returns the notices about a policy as written, and with its defaults. */
export const findNotices = (spec: PolicySpec, policy: PodSecurityPolicy): PolicyNotice[] => [
  ...findMissingRules(spec),
  ...findPrefixedCapabilities(spec),
  ...findHighPorts(spec),
  ...findLowGroups(policy),
  ...findNoVolumes(spec),
  ...findUnallowedDefault(policy),
]
