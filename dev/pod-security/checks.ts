import { execa } from 'execa'
import type { Held, Report } from '../../src/model.ts'

/** What each check of Pod Security admission leaves to casehard: the controls one of which has to explain a violation. */
const CONTROLS_OF_CHECKS: Record<string, readonly string[]> = {
  allowPrivilegeEscalation: ['no-privilege-escalation'],
  appArmorProfile: ['safe-apparmor-profile'],
  capabilities_baseline: ['safe-capabilities', 'drop-capabilities'],
  capabilities_restricted: ['drop-capabilities', 'safe-capabilities'],
  hostNamespaces: ['no-host-namespaces'],
  hostPathVolumes: ['no-host-path', 'host-path-read-only', 'restricted-volumes', 'no-container-runtime-socket'],
  hostPorts: ['no-host-ports', 'no-host-namespaces'],
  hostProbesAndHostLifecycle: ['no-probe-host'],
  privileged: ['no-privileged'],
  procMount: ['default-proc-mount'],
  procMount_restricted: ['default-proc-mount'],
  restrictedVolumes: ['restricted-volumes', 'no-host-path', 'host-path-read-only', 'no-container-runtime-socket'],
  runAsNonRoot: ['run-as-non-root'],
  runAsUser: ['run-as-non-root'],
  seLinuxOptions: ['safe-selinux-options'],
  seccompProfile_baseline: ['no-unconfined-seccomp', 'seccomp-runtime-default'],
  seccompProfile_restricted: ['seccomp-runtime-default', 'no-unconfined-seccomp'],
  sysctls: ['safe-sysctls'],
  windowsHostProcess: ['no-windows-host-process'],
}

interface Violation {
  check: string
  detail?: string
}

/** A pod as the oracle names it; documents are counted from 1. */
export interface PodVerdict {
  file: string
  document: number
  item?: string
  line: number
  kind: string
  namespace?: string
  name: string
  allowed: boolean
  violations?: Violation[]
  /** Why there is no verdict: the object does not decode. */
  error?: string
}

/** Gives the Pod Security verdict of every pod in the files, at a level and a policy version (`v1.31`, `latest`). */
export const judgePods = async (
  kubecheck: string,
  files: readonly string[],
  level = 'restricted',
  version = 'latest',
): Promise<PodVerdict[]> => {
  const args = ['psa', '--json', '--level', level, '--version', version, ...files]
  const { stdout, exitCode, stderr } = await execa(kubecheck, args, { reject: false, maxBuffer: 2 ** 29 })
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`kubecheck psa failed: ${stderr}`)
  return JSON.parse(stdout).pods
}

/** Names of containers in the words of Pod Security admission: `containers "a", "b" must set ...`. */
const containersIn = (detail: string): string[] =>
  [...detail.matchAll(/\bcontainers? ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, names = '']) =>
    [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  )

const explains = (held: Held, container: string | undefined): boolean =>
  (container === undefined || held.container === undefined || held.container === container) &&
  held.evidence.some(({ line }) => line !== undefined)

/** What was held of a pod, the line of whose document in the input is given. */
const heldOf = (pod: PodVerdict, line: number, report: Report): Held[] =>
  report.held.filter(
    ({ document, resource }) => document.line === line && resource.kind === pod.kind && resource.name === pod.name,
  )

const controlsOf = ({ check }: Violation): readonly string[] => CONTROLS_OF_CHECKS[check] ?? []

/**
 * Lists the violations that are left in a pod without a held entry, with the line of its evidence, that says why.
 * @param line the line of the pod's document in the input
 */
export const findUnexplained = (pod: PodVerdict, line: number, report: Report): string[] => {
  const ofPod = heldOf(pod, line, report)
  return (pod.violations ?? []).flatMap((violation) => {
    const { check, detail = '' } = violation
    const held = ofPod.filter(({ control }) => controlsOf(violation).includes(control))
    const named = containersIn(detail)
    const targets = named.length > 0 ? named : [undefined]
    return targets
      .filter((container) => !held.some((entry) => explains(entry, container)))
      .map((container) => {
        const who = container === undefined ? '' : ` container "${container}"`
        return `line ${line}: ${pod.kind} ${pod.name}${who}: ${check} is violated and nothing held says why (${detail})`
      })
  })
}

/**
 * Says of each control that keeps a pod below the level why it held: one line, with its first evidence.
 * @param line the line of the pod's document in the input
 */
export const explainViolations = (pod: PodVerdict, line: number, report: Report): string[] => {
  const controls = new Set((pod.violations ?? []).flatMap(controlsOf))
  const first = new Map<string, Held>()
  for (const held of heldOf(pod, line, report))
    if (controls.has(held.control) && !first.has(held.control)) first.set(held.control, held)
  return [...first.values()].map(({ control, reason, evidence: [seen] }) => {
    const where = seen?.line === undefined ? '' : `line ${seen.line}: `
    return `${pod.kind} ${pod.name}: ${control}: ${reason}${seen === undefined ? '' : ` (${where}${seen.text})`}`
  })
}
