import { evidenceAt } from '../../evidence/evidence-at.ts'
import { findForeignModes } from '../../evidence/shell/file-modes.ts'
import { scriptPrograms } from '../../evidence/shell/ran-commands.ts'
import { findWords, PING, programNames } from '../../evidence/text/commands.ts'
import { asGiven, asList, asObject } from '../../kube/pod/pod.ts'
import { addedCapabilities, isPrivileged } from '../../kube/pod/security-context.ts'
import { hostPathsOf, type Mount, mountsOf, normalHostPath } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, HostMount, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { findLowPorts } from './ports.ts'

/** Supervisors that start as root and give each service a user of its own. */
const SUPERVISORS = programNames(
  's6-svscan',
  's6-setuidgid',
  's6-applyuidgid',
  's6-overlay-suexec',
  'setuidgid',
  'chpst',
)

/** The user and group that an image's start script steps down to; images for Docker, those of LinuxServer first, have them. */
const IDS: readonly string[] = ['PUID', 'PGID']

/** Clues that a container starts as root and steps down to another user by itself. */
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

/** Programs for which even root needs more than the default capabilities: nobody starts them as another user. */
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

/** What any user may do to files of its own. */
const OWN_FILES: readonly string[] = ['chmod', 'chgrp']

const STEPS_DOWN = programNames(...ROOT_PROGRAMS.filter((program) => !OWN_FILES.includes(program)), ...NODE_PROGRAMS)

/** Programs that take root: `chmod` among them does only where the files may be those of others. */
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
  // What a control itself has added for root is no more evidence of it.
  const given = addedCapabilities(asGiven(pod, container))
  const added = addedCapabilities(container)
    .filter((name) => given.includes(name) && !harmless.includes(name))
    .join(', ')
  return added === ''
    ? []
    : [evidenceAt(pod, join(securityContext, 'capabilities', 'add'), `capabilities.add: ${added}`)]
}

const findHostNamespaces = (pod: Pod, fields: readonly string[] = ['hostPID', 'hostIPC']): Evidence[] =>
  fields
    .filter((field) => pod.spec[field] === true)
    .map((field) => evidenceAt(pod, join(pod.pointer, field), `${field}: true`))

const findHostMounts = (pod: Pod, container: Container, counts: (mount: Mount) => boolean): Evidence[] => {
  const paths = new Map(hostPathsOf(pod).map(({ name, written }) => [name, written]))
  return mountsOf(container).flatMap((mount) => {
    const path = paths.get(mount.name)
    if (path === undefined || !counts(mount)) return []
    const what = mount.value.readOnly === true ? 'mount' : 'writable mount'
    return [evidenceAt(pod, mount.pointer, `${what} of hostPath ${path}`)]
  })
}

/** Namespaces and paths of the node, but for what is known to work as another user. */
const findHostUse = (pod: Pod, container: Container, known: readonly HostMount[]): Evidence[] => {
  const isKnown = ({ mountPath, value }: Mount): boolean =>
    known.some(
      ({ path, readOnly }) =>
        normalHostPath(path) === normalHostPath(mountPath) && (readOnly !== true || value.readOnly === true),
    )
  const processes = known.length === 0 ? [] : hostPathsOf(pod).filter(({ path }) => path === '/proc')
  // Whoever is given the processes of the node in its files sees no more of them in its own namespace.
  const seesProcesses = mountsOf(container).some(
    (mount) => isKnown(mount) && processes.some(({ name }) => name === mount.name),
  )
  return [
    ...findHostNamespaces(pod, seesProcesses ? ['hostIPC'] : undefined),
    ...findHostMounts(pod, container, (mount) => !isKnown(mount)),
  ]
}

/** What only root can use: disks without a file system, and the home of root. */
const findRootFiles = (pod: Pod, container: Container): Evidence[] => [
  ...asList(container.value.volumeDevices).map((item, index) =>
    evidenceAt(pod, join(container.pointer, 'volumeDevices', index), `device ${asObject(item).devicePath}`),
  ),
  ...mountsOf(container)
    .filter(({ mountPath }) => /^\/root(?:\/|$)/.test(mountPath))
    .map(({ mountPath, pointer }) => evidenceAt(pod, pointer, `mount at ${mountPath}, in the home of root`)),
]

/** What in the manifest of a container whose user is unknown shows that it is root, or has to be. */
export const findRootEvidence = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => [
  ...findCapabilities(pod, container),
  ...findHostNamespaces(pod),
  ...findHostMounts(pod, container, ({ value }) => value.readOnly !== true),
  ...findStepDowns(pod, container),
  ...findRootProgramUses(pod, container, context),
  ...findLowPorts(pod, container),
]

/**
 * What speaks against taking root away from a container although a user is known that works with its image. Ports are
 * not among it, since a sysctl opens them, and neither is NET_BIND_SERVICE.
 * @param known directories of the node that the image uses as that user
 */
export const findRootUse = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: readonly HostMount[] = [],
): Evidence[] => [
  ...findCapabilities(pod, container, ['NET_BIND_SERVICE']),
  ...findHostUse(pod, container, known),
  ...findRootFiles(pod, container),
  ...findRootProgramUses(pod, container, context),
]

/** Programs in the commands of a container that belie what is known of its image: that it never is root. */
export const findRootPrograms = (pod: Pod, container: Container): Evidence[] => findWords(pod, container, STEPS_DOWN)
