import { evidenceAt } from '../evidence/evidence.ts'
import { findBuilders } from '../evidence/pod/privileged-uses.ts'
import { scriptPrograms } from '../evidence/shell/ran-commands.ts'
import { findForeignModes } from '../evidence/shell/written-paths.ts'
import { findWords, PING, programNames } from '../evidence/text/commands.ts'
import { asGiven, asList, asObject } from '../kube/pod/pod.ts'
import { addedCapabilities, isPrivileged } from '../kube/pod/security-context.ts'
import { hostPathsNamed, type Mount, mountsOf, normalHostPath } from '../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, HostMount, Pod } from '../model.ts'
import { join } from '../pointer.ts'
import { findLowPorts } from './ports.ts'
import { findFilesOfRoot, findProbers, findRootFiles } from './root-files.ts'

/** Supervisors that start as root and run each service as another user. */
const SUPERVISORS = programNames(
  's6-svscan',
  's6-setuidgid',
  's6-applyuidgid',
  's6-overlay-suexec',
  'setuidgid',
  'chpst',
)

/** Variables with the ids that an entrypoint switches to, as in the images of LinuxServer and Jupyter. */
const IDS: readonly string[] = ['PUID', 'PGID', 'NB_UID', 'NB_GID', 'USERMAP_UID', 'USERMAP_GID', 'LOCAL_USER_ID']

/** Finds evidence that a container starts as root and switches to another user itself. */
export const findStepDowns = (pod: Pod, container: Container): Evidence[] => [
  ...asList(container.value.env).flatMap((item, index): Evidence[] => {
    const { name } = asObject(item)
    const at = `${container.pointer}/env/${index}/name`
    return typeof name === 'string' && IDS.includes(name)
      ? [evidenceAt(pod, at, `env ${name} in container "${container.name}"`)]
      : []
  }),
  ...findWords(pod, container, SUPERVISORS),
]

/** Programs that gain privileges when a user other than root starts them, by the setuid bit or by file capabilities. */
export const SETUID_PROGRAMS: readonly string[] = [
  'sudo',
  'su',
  'newuidmap',
  'newgidmap',
  'fusermount3?',
  'chrome[-_]sandbox',
  PING,
]

/** Programs that change the user or need the capabilities that a runtime gives to root by default. */
export const ROOT_PROGRAMS: readonly string[] = [
  ...SETUID_PROGRAMS,
  'chown',
  'chgrp',
  'chmod',
  'chroot',
  'mknod',
  'setcap',
  'gosu',
  'su-exec',
  'runuser',
  'setpriv',
  'start-stop-daemon',
  'useradd',
  'adduser',
  'usermod',
  'apt',
  'apt-get',
  'apk',
  'yum',
  'dnf',
  'microdnf',
  'sshd',
  'postfix(?= +start)',
  'crond',
  'tcpdump',
  'traceroute',
]

/** Programs that need more than the default capabilities of root. */
export const NODE_PROGRAMS: readonly string[] = [
  'sysctl',
  'mount',
  'umount',
  'nsenter',
  'modprobe',
  'insmod',
  'ip6?tables',
  'ipset',
  'nft',
]

const PROGRAMS = programNames(...ROOT_PROGRAMS, ...NODE_PROGRAMS)
const PROGRAMS_BUT_CHMOD = programNames(...ROOT_PROGRAMS.filter((program) => program !== 'chmod'), ...NODE_PROGRAMS)

/** Programs that any user can run on its own files. */
const OWN_FILES: readonly string[] = ['chmod', 'chgrp']

const STEPS_DOWN = programNames(...ROOT_PROGRAMS.filter((program) => !OWN_FILES.includes(program)), ...NODE_PROGRAMS)

/** Finds programs that need root. `chmod` only counts if it may change files of other users. */
const findRootProgramUses = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const inScripts = scriptPrograms(pod, container, context, STEPS_DOWN)
  const evidence = findWords(pod, container, PROGRAMS)
  const isOwn = evidence.length > 0 && findForeignModes(pod, container, context).length === 0
  return [...(isOwn ? findWords(pod, container, PROGRAMS_BUT_CHMOD) : evidence), ...inScripts]
}

const findCapabilities = (pod: Pod, container: Container, harmless: readonly string[] = []): Evidence[] => {
  const securityContext = join(container.pointer, 'securityContext')
  if (isPrivileged(container))
    return [evidenceAt(pod, join(securityContext, 'privileged'), 'securityContext.privileged: true')]
  // Without ambient capabilities an added one does nothing for a user other than root.
  // A capability that a control added for root is not evidence of root.
  const given = new Set(addedCapabilities(asGiven(pod, container)))
  const added = addedCapabilities(container)
    .filter((name) => given.has(name) && !harmless.includes(name))
    .join(', ')
  return added === ''
    ? []
    : [evidenceAt(pod, join(securityContext, 'capabilities', 'add'), `capabilities.add: ${added}`)]
}

const findHostNamespaces = (pod: Pod, fields: readonly string[] = ['hostPID', 'hostIPC']): Evidence[] =>
  fields
    .filter((field) => pod.spec[field] === true)
    .map((field) => evidenceAt(pod, join(pod.pointer, field), `${field}: true`))

const findHostMounts = (pod: Pod, container: Container, counts: (mount: Mount) => boolean): Evidence[] =>
  mountsOf(container).flatMap((mount) => {
    const volume = hostPathsNamed(pod, mount.name).at(-1)
    if (volume === undefined || !counts(mount)) return []
    const what = mount.value.readOnly === true ? 'mount' : 'writable mount'
    return [evidenceAt(pod, mount.pointer, `${what} of hostPath ${volume.written}`)]
  })

/** Finds host namespaces and hostPaths, except those that are known to work as a non-root user. */
const findHostUse = (pod: Pod, container: Container, known: readonly HostMount[]): Evidence[] => {
  const isKnown = ({ mountPath, value }: Mount): boolean =>
    known.some(
      ({ path, readOnly }) =>
        normalHostPath(path) === normalHostPath(mountPath) && (readOnly !== true || value.readOnly === true),
    )
  const isProcesses = (mount: Mount): boolean => hostPathsNamed(pod, mount.name).some(({ path }) => path === '/proc')
  // A container that mounts /proc of the node sees the node's processes there, with or without hostPID.
  const seesProcesses = mountsOf(container).some((mount) => isKnown(mount) && isProcesses(mount))
  return [
    ...findHostNamespaces(pod, seesProcesses ? ['hostIPC'] : undefined),
    ...findHostMounts(pod, container, (mount) => !isKnown(mount)),
  ]
}

/** Finds evidence in the manifest that a container whose user is unknown runs as root. */
export const findRootEvidence = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => [
  ...findCapabilities(pod, container),
  ...findHostNamespaces(pod),
  ...findHostMounts(pod, container, ({ value }) => value.readOnly !== true),
  ...findStepDowns(pod, container),
  ...findRootProgramUses(pod, container, context),
  ...findRootFiles(pod, container, context),
  ...findFilesOfRoot(pod, container, context),
  ...findBuilders(pod, container),
  ...findLowPorts(pod, container),
]

/**
 * Finds evidence that the container needs root even though a working non-root user is known for its image. Low ports and
 * NET_BIND_SERVICE do not count, because a sysctl opens the ports.
 * @param known hostPath mounts that the image is known to use as that user
 */
export const findRootUse = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: readonly HostMount[] = [],
): Evidence[] => [
  ...findCapabilities(pod, container, ['NET_BIND_SERVICE']),
  ...findHostUse(pod, container, known),
  ...findRootFiles(pod, container, context),
  ...findBuilders(pod, container),
  ...findProbers(pod, container, context),
  ...findRootProgramUses(pod, container, context),
]

/** Finds programs that need root in the commands of a container whose image is known to run as non-root. */
export const findRootPrograms = (pod: Pod, container: Container): Evidence[] => findWords(pod, container, STEPS_DOWN)
