import type { PodSecurityPolicy } from '../../model.ts'
import { join } from '../../pointer.ts'
import { REQUIRED_RULES } from './schema.ts'
import { bareCapability, CAPABILITY_LISTS, HIGHEST_PORT, type PolicySpec } from './spec.ts'

/** Something that a reader of a report should know of a policy, and where it stands in it. */
export interface PolicyNotice {
  code: string
  message: string
  pointer: string
}

/** Below this number systems have accounts of their own. */
const SYSTEM_IDS = 1000

const at = (code: string, pointer: string, message: string): PolicyNotice => ({ code, pointer, message })

const missingRules = (spec: PolicySpec): PolicyNotice[] =>
  REQUIRED_RULES.filter((field) => spec[field] === undefined).map((field) =>
    at('policy-field-missing', '/spec', `spec.${field} is missing, which the API demands; it is read as RunAsAny`),
  )

const prefixedCapabilities = (spec: PolicySpec): PolicyNotice[] =>
  CAPABILITY_LISTS.flatMap((list) =>
    (spec[list] ?? []).flatMap((name, i) =>
      bareCapability(name) === name
        ? []
        : [
            at(
              'policy-capability-spelling',
              join('/spec', list, i),
              `${name} in ${list} is read as ${bareCapability(name)}: Kubernetes knows no CAP_ prefix, and admission would have matched nothing`,
            ),
          ],
    ),
  )

const highPorts = ({ hostPorts = [] }: PolicySpec): PolicyNotice[] =>
  hostPorts.flatMap(({ max }, i) =>
    max <= HIGHEST_PORT
      ? []
      : [
          at(
            'policy-port-range',
            join('/spec/hostPorts', i, 'max'),
            `${max} in hostPorts is read as ${HIGHEST_PORT}, the highest port`,
          ),
        ],
  )

/** Ranges that were meant to keep root out, and whose first number is filled in nevertheless. */
const lowGroups = ({ supplementalGroups, fsGroup }: PodSecurityPolicy): PolicyNotice[] =>
  Object.entries({ supplementalGroups, fsGroup }).flatMap(([field, { rule, ranges }]) => {
    const [first] = ranges
    if (rule !== 'MustRunAs' || first === undefined || first.min >= SYSTEM_IDS || first.min === first.max) return []
    return [
      at(
        'policy-low-group',
        `/spec/${field}`,
        `${field} is filled in with ${first.min}, the first number of its ranges; use MayRunAs to only check it`,
      ),
    ]
  })

const noVolumes = ({ volumes = [] }: PolicySpec): PolicyNotice[] =>
  volumes.length > 0
    ? []
    : [
        at(
          'policy-no-volumes',
          '/spec',
          'spec.volumes allows none, not even that of the service account token; use "*" for all',
        ),
      ]

const unallowedDefault = ({ seccomp }: PodSecurityPolicy): PolicyNotice[] =>
  seccomp.default === undefined || seccomp.allowed !== undefined
    ? []
    : [
        at(
          'policy-seccomp-default',
          '/metadata/annotations',
          'a seccomp profile is filled in that admission then refused; add seccomp.security.alpha.kubernetes.io/allowedProfileNames',
        ),
      ]

/** What is odd in a policy: how it was written, and with its defaults. */
export const noticesOf = (spec: PolicySpec, policy: PodSecurityPolicy): PolicyNotice[] => [
  ...missingRules(spec),
  ...prefixedCapabilities(spec),
  ...highPorts(spec),
  ...lowGroups(policy),
  ...noVolumes(spec),
  ...unallowedDefault(policy),
]
