import { BASELINE_CAPABILITIES } from '../../controls/common/capabilities.ts'
import { listed, type Rule, spans, stanceOf } from './migrate-stance.ts'

const privileged: Rule = (policy) => stanceOf('no-privileged', !policy.privileged, `privileged: ${policy.privileged}`)

const addedCapabilities: Rule = ({ allowedCapabilities, defaultAddCapabilities }) => {
  const allowed = [...new Set([...allowedCapabilities, ...defaultAddCapabilities])]
  const says = `allowedCapabilities: ${listed(allowed)}`
  if (allowed.includes('*')) return stanceOf('safe-capabilities', false, says)
  const more = allowed.filter((name) => !BASELINE_CAPABILITIES.includes(name))
  const differs = `lets those of the Baseline standard pass${more.length === 0 ? '' : `, and holds ${listed(more)}`}`
  return stanceOf('safe-capabilities', true, says, differs)
}

const droppedCapabilities: Rule = ({ requiredDropCapabilities: dropped }) => {
  const differs =
    dropped.length === 0 || dropped.includes('ALL') ? undefined : `drops ALL and not only ${listed(dropped)}`
  return stanceOf('drop-capabilities', dropped.length > 0, `requiredDropCapabilities: ${listed(dropped)}`, differs)
}

const procMount: Rule = ({ allowedProcMountTypes: types }) => {
  const isDefault = types.every((type) => type === 'Default')
  return stanceOf('default-proc-mount', isDefault, `allowedProcMountTypes: ${listed(types)}`)
}

const seLinux: Rule = ({ seLinux: { rule } }) =>
  rule === 'RunAsAny'
    ? stanceOf('safe-selinux-options', false, `seLinux: ${rule}`)
    : stanceOf(
        'safe-selinux-options',
        true,
        `seLinux: ${rule}`,
        'lets any type of containers pass and fills nothing in',
      )

const appArmor: Rule = ({ appArmor: { allowed, default: usual } }) => {
  const isAsked = allowed !== undefined && !allowed.includes('unconfined')
  const says = `AppArmor profiles: ${allowed === undefined ? 'any' : listed(allowed)}`
  const differs = isAsked
    ? 'lets any profile but unconfined pass and fills nothing in'
    : usual === undefined
      ? undefined
      : `does not fill ${usual} in`
  return stanceOf('safe-apparmor-profile', isAsked, says, differs)
}

const seccompDefault: Rule = ({ seccomp: { default: usual } }) => {
  const isRuntime = usual === 'runtime/default' || usual === 'docker/default'
  const differs = usual === undefined || isRuntime ? undefined : `${usual} is filled in by no control`
  return stanceOf('seccomp-runtime-default', isRuntime, `seccomp default: ${usual ?? 'none'}`, differs)
}

const seccompAllowed: Rule = ({ seccomp: { allowed } }) => {
  if (allowed === undefined)
    return stanceOf('no-unconfined-seccomp', false, 'seccomp profiles: none', 'lets every profile pass')
  const isAsked = !allowed.includes('*') && !allowed.includes('unconfined')
  const differs = isAsked ? 'lets any profile but unconfined pass' : undefined
  return stanceOf('no-unconfined-seccomp', isAsked, `seccomp profiles: ${listed(allowed)}`, differs)
}

const user: Rule = ({ runAsUser: { rule, ranges } }) => {
  if (rule === 'RunAsAny') return stanceOf('run-as-non-root', false, `runAsUser: ${rule}`)
  if (rule === 'MustRunAsNonRoot')
    return stanceOf('run-as-non-root', true, `runAsUser: ${rule}`, 'holds where an image is known to need root')
  const isAsked = ranges.every(({ min }) => min > 0)
  return stanceOf(
    'run-as-non-root',
    isAsked,
    `runAsUser: ${rule} ${spans(ranges)}`,
    isAsked
      ? `sets the user that is known to work with an image, and never one for being in ${spans(ranges)}`
      : undefined,
  )
}

const escalation: Rule = ({ allowPrivilegeEscalation: allowed, defaultAllowPrivilegeEscalation: usual }) => {
  const isAsked = !allowed || usual === false
  const says = `allowPrivilegeEscalation: ${allowed}${usual === undefined ? '' : `, by default ${usual}`}`
  const differs = isAsked && allowed ? 'holds an explicit true too' : undefined
  return stanceOf('no-privilege-escalation', isAsked, says, differs)
}

const rootFilesystem: Rule = ({ readOnlyRootFilesystem: isAsked }) =>
  stanceOf(
    'read-only-root-filesystem',
    isAsked,
    `readOnlyRootFilesystem: ${isAsked}`,
    isAsked ? 'adds volumes for what is written, and holds where that is not known' : undefined,
  )

/** How a policy's rules over containers are said by controls. */
export const CONTAINER_RULES: readonly Rule[] = [
  privileged,
  addedCapabilities,
  procMount,
  seLinux,
  appArmor,
  seccompAllowed,
  seccompDefault,
  user,
  droppedCapabilities,
  escalation,
  rootFilesystem,
]
