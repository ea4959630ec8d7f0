import type { ContainerSettings } from './settings.ts'

/** What testers found for one container, each setting tried alone: `false` broke it, undefined was not tried. */
export interface Tested {
  kind: string
  /** Names that the object may have in the rendered chart. */
  names: readonly string[]
  container: string
  works: Partial<Record<Setting, boolean>>
  /** The capabilities that it needs after ALL are dropped. */
  capabilities?: readonly string[]
}

/** The settings that testers tried with a verdict, and the check of each. */
const CHECKS = {
  readOnlyRootFilesystem: 'check_27',
  runAsNonRoot: 'check_28',
  automountServiceAccountToken: 'check_35',
  allowPrivilegeEscalation: 'check_22',
} as const

export type Setting = keyof typeof CHECKS

export const SETTINGS = Object.keys(CHECKS) as Setting[]

interface Check {
  value?: unknown
  add?: string[]
  resource_path?: string
}

interface TestFile {
  pods: {
    pod_name: string
    type_pod: string
    containers: { cont_name: string; functionalities?: Record<string, Check> }[]
  }[]
}

/** Parses the findings for a chart; containers without any verdict are left out. */
export const readTested = (text: string): Tested[] =>
  (JSON.parse(text) as TestFile).pods.flatMap(({ pod_name, type_pod, containers }) =>
    containers.flatMap(({ cont_name, functionalities = {} }): Tested[] => {
      const verdicts = SETTINGS.flatMap((setting) => {
        const value = functionalities[CHECKS[setting]]?.value
        return typeof value === 'boolean' ? [[setting, value] as const] : []
      })
      if (verdicts.length === 0) return []
      const paths = Object.values(functionalities).flatMap(
        ({ resource_path }) => resource_path?.split('/').at(-1) ?? [],
      )
      const capabilities = functionalities.check_34?.add
      return [
        {
          kind: type_pod,
          names: [...new Set([...paths, pod_name])],
          container: cont_name,
          works: Object.fromEntries(verdicts),
          ...(capabilities === undefined ? {} : { capabilities }),
        },
      ]
    }),
  )

/**
 * Returns the position of a tested container in a chart: by its kind and one of its names or, where the chart was
 * rendered with another release name, as the only one of its kind with that container.
 */
export const locateTested = (tested: Tested, containers: readonly ContainerSettings[]): number | undefined => {
  const found = [...containers.entries()].filter(
    ([, { kind, container }]) => kind === tested.kind && container === tested.container,
  )
  const named = found.filter(([, { name }]) => tested.names.includes(name))
  const [first, ...others] = named.length > 0 ? named : found
  return others.length === 0 ? first?.[0] : undefined
}

const isNonRootNumber = ({ user }: ContainerSettings): boolean => user !== undefined && user !== 0

const HAS: Record<Setting, (settings: ContainerSettings) => boolean> = {
  readOnlyRootFilesystem: ({ readOnlyRoot }) => readOnlyRoot,
  runAsNonRoot: ({ nonRoot }) => nonRoot,
  automountServiceAccountToken: ({ noToken }) => noToken,
  allowPrivilegeEscalation: ({ noEscalation }) => noEscalation,
}

/** What was set beside a setting that does not work alone; undefined if nothing helps. */
const HELP: Record<Setting, (settings: ContainerSettings) => boolean> = {
  readOnlyRootFilesystem: ({ mounts }) => mounts.some(({ writable }) => writable),
  runAsNonRoot: isNonRootNumber,
  automountServiceAccountToken: () => false,
  allowPrivilegeEscalation: () => false,
}

/** The verdict for one tested container. */
export interface TestVerdict {
  /** Settings that the run wrote, that broke the container in the tests and that nothing beside them helps. */
  broken: string[]
  /** Settings that worked in the tests. */
  worked: { setting: Setting; done: boolean }[]
}

/**
 * Returns the capabilities that a container needs and lacks. Where the run gave it a user other than the one it was tested
 * with, it needs none of the capabilities of root, only ports below 1024.
 */
const missingCapabilities = (
  needed: readonly string[],
  before: ContainerSettings,
  after: ContainerSettings,
): string[] => {
  const isOtherUser = isNonRootNumber(after) && !isNonRootNumber(before)
  const left = isOtherUser ? needed.filter((name) => name === 'NET_BIND_SERVICE' && !after.lowPortsForAll) : needed
  return left.filter((name) => !after.adds.includes(name) && !after.adds.includes('ALL'))
}

/**
 * Compares what a run made of a container with its tests.
 *
 * Broken is what the run wrote although it failed: a read-only root without any writable mount, `runAsNonRoot` without a
 * number as `runAsUser`, the token and privilege escalation taken, ALL capabilities dropped without adding those that
 * are needed then. What was in the input is not the run's. Done is what worked and is in the output, written by whom
 * ever. Capabilities have no verdict, so they are never undone.
 */
export const compareWithTests = (
  { works, capabilities = [] }: Tested,
  before: ContainerSettings,
  after: ContainerSettings,
): TestVerdict => {
  const failed = SETTINGS.filter(
    (setting) => works[setting] === false && HAS[setting](after) && !HAS[setting](before) && !HELP[setting](after),
  )
  const missing = missingCapabilities(capabilities, before, after)
  const isDropped = after.dropsAll && !before.dropsAll && missing.length > 0
  const worked = SETTINGS.filter((setting) => works[setting] === true)
  return {
    broken: [...failed, ...(isDropped ? [`capabilities: ALL dropped without adding ${missing.join(', ')}`] : [])],
    worked: worked.map((setting) => ({ setting, done: HAS[setting](after) })),
  }
}
