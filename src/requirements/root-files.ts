import { evidenceAt } from '../evidence/evidence.ts'
import { busyboxServerPort } from '../evidence/shell/busybox-server.ts'
import { FolderSet } from '../evidence/shell/directories.ts'
import { ranCommands } from '../evidence/shell/ran-commands.ts'
import { findWrittenPaths } from '../evidence/shell/written-paths.ts'
import {
  findInContainer,
  type PodText,
  searchTexts,
  selectTexts,
  type TextGroup,
  textsOfContainer,
  uniqueEvidence,
} from '../evidence/text/text.ts'
import { asList, asObject } from '../kube/pod/pod.ts'
import { effective, securityContextOf } from '../kube/pod/security-context.ts'
import { mountsOf, ownMountsOf, volumesNamed } from '../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Json, Pod } from '../model.ts'
import { join } from '../pointer.ts'

/** Daemons that start as root and run what they start as other users. */
const CRON = /^(?:[\w-]+[-_])?crond?(?:\.sh)?$|^(?:anacron|atd|crontab)$/

/** Programs that only work as root. */
const PROGRAMS = new RegExp(
  `^(?:${(
    'systemd systemctl rsyslogd syslog-ng update-ca-certificates update-ca-trust ldconfig locale-gen ' +
    'dpkg dpkg-reconfigure rpm passwd chpasswd groupadd addgroup deluser userdel visudo vsftpd proftpd smbd nmbd ' +
    'rpcbind rpc.nfsd exportfs keepalived openvpn wg-quick dropbear chronyd ntpd losetup mkfs swapon'
  )
    .replaceAll('.', '\\.')
    .replaceAll(' ', '|')})$`,
)

const findPrograms = (pod: Pod, container: Container, context: EvidenceContext, names: RegExp): Evidence[] =>
  uniqueEvidence(
    ranCommands(pod, container, context).flatMap((command): Evidence[] => {
      const { program, args, pointers, where, at } = command
      // Without a command, the first argument may be a subcommand of the entrypoint of the image.
      const isSubcommand = pointers !== undefined && at.pointer.endsWith('/args/0') && !args[0]?.startsWith('-')
      return names.test(program) && !isSubcommand && busyboxServerPort(command) === undefined
        ? [{ source: 'manifest', text: `"${program}" in ${where}`, at }]
        : []
    }),
  )

/** Finds cron, whose jobs run as other users and may start programs that gain privileges. */
export const findCron = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] =>
  findPrograms(pod, container, context, CRON)

/** Servers and supervisors that images start as root, and that start their workers as another user. */
const SERVERS =
  /^(?:nginx|openresty|tengine|httpd(?:-foreground)?|apache2(?:ctl|-foreground)?|apachectl|lighttpd|php-fpm[\d.]*|squid|varnishd|supervisord|runsvdir|dockerd(?:-entrypoint\.sh)?|s6-overlay-suexec)$/

/** The init programs of s6 and of systemd. */
const INIT = /^\/(?:usr\/)?(?:s?bin\/)?init$/

/** Finds the init program of s6 or of systemd as the command of a container. */
export const findInit = (pod: Pod, container: Container): Evidence[] => {
  const [first] = asList(container.value.command)
  return typeof first === 'string' && INIT.test(first)
    ? [evidenceAt(pod, `${container.pointer}/command/0`, `"${first}" in command of container "${container.name}"`)]
    : []
}

/** A path in the home of root, which only root can read. */
const HOME = /(?<![\w./@-])\/root(?![\w-])[\w./@-]*/

/** Options and variables that allow a program to run as root. */
const ALLOWED =
  /(?<![\w-])--?(?:allow[-_](?:run[-_]as[-_])?root|allow[-_]superuser|run[-_]as[-_]root)(?![\w-])(?!=(?:false|no|0))/
const ALLOWED_VARIABLE =
  /(?:^|_)(?:ALLOW_(?:RUN_?AS_?)?(?:ROOT|SUPERUSER)|ALLOW_RUNASROOT|RUN_AS_ROOT|GRANT_SUDO)(?:_|$)/
const OFF = /^(?:false|no|off|0|)$/i

const words = (group: TextGroup): PodText[] => group.filter(({ kind }) => kind === 'env' || kind === 'command')

const allowances = (group: TextGroup): PodText[] =>
  group.filter(
    ({ kind, variable, text, isSecret }) =>
      kind === 'env' && !isSecret && ALLOWED_VARIABLE.test(variable ?? '') && !OFF.test(text),
  )

const ANY = /^[\s\S]/

/** Finds mounts, variables and arguments in the home of root, and those that allow root. */
const findHomes = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const texts = textsOfContainer(pod, container, context)
  const own = selectTexts(texts, words)
  return [
    ...mountsOf(container)
      .filter(({ mountPath }) => /^\/root(?:\/|$)/.test(mountPath))
      .map(({ mountPath, pointer }) => evidenceAt(pod, pointer, `mount at ${mountPath}, in the home of root`)),
    ...uniqueEvidence([...searchTexts(own, HOME), ...searchTexts(own, ALLOWED)].map(({ evidence }) => evidence)),
    ...searchTexts(selectTexts(texts, allowances), ANY).map(
      ({ in: { where, at } }): Evidence => ({
        source: 'manifest',
        text: where,
        at,
      }),
    ),
  ]
}

/** Finds what only root can use: block devices, its home, programs for root and options that allow root. */
export const findRootFiles = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => [
  ...asList(container.value.volumeDevices).map((item, index) =>
    evidenceAt(pod, join(container.pointer, 'volumeDevices', index), `device ${asObject(item).devicePath}`),
  ),
  ...findHomes(pod, container, context),
  ...findCron(pod, container, context),
  ...findPrograms(pod, container, context, PROGRAMS),
]

/** A probe of the blackbox exporter with raw sockets. */
const PROBER = /(?<![\w-])prober["']?\s{0,9}[:=]\s{0,9}["']?icmp(?!\w)/

/** Finds probes with raw sockets, which another user than root may only open with the sysctl `net.ipv4.ping_group_range`. */
export const findProbers = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] =>
  asList(securityContextOf(pod.spec).sysctls).some((item) => asObject(item).name === 'net.ipv4.ping_group_range')
    ? []
    : findInContainer(pod, container, context, PROBER)

/** Directories of the system, whose files belong to root in nearly all images. */
const SYSTEM = new FolderSet(
  '/bin /boot /etc /lib /lib32 /lib64 /libx32 /opt /root /sbin /usr /var/lib /var/spool'.split(' '),
)

/** Finds commands that write to directories of the system, outside of the volumes of the manifest. */
const findSystemWrites = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const mounted = ownMountsOf(container).map(({ mountPath }) => mountPath)
  const volumes = new FolderSet([...mounted.filter((path) => path.startsWith('/')), '/etc/hosts', '/etc/resolv.conf'])
  return uniqueEvidence(
    findWrittenPaths(ranCommands(pod, container, context))
      .filter(({ path, folder }) => (SYSTEM.covers(path) || folder === '/') && !volumes.covers(path))
      .map(({ evidence }) => evidence),
  )
}

/** The permission of everybody else to read a file. */
const OTHERS_READ = 0o004

const isPrivate = (mode: Json | undefined): boolean => typeof mode === 'number' && (mode & OTHERS_READ) === 0

/** Finds volumes whose files only root can read: the kubelet makes them, and no `fsGroup` changes their group. */
const findPrivateFiles = (pod: Pod, container: Container): Evidence[] => {
  if (effective(pod, container, 'fsGroup') !== undefined) return []
  const names = mountsOf(container).map(({ name }) => name)
  return volumesNamed(pod, names).flatMap(({ name, value, pointer }) =>
    ['secret', 'configMap', 'projected', 'downwardAPI'].flatMap((source): Evidence[] => {
      const { defaultMode, items, sources } = asObject(value[source])
      const inner = asList(sources).flatMap((one) => Object.values(asObject(one)))
      const files = [items, ...inner.map((one) => asObject(one).items)].flatMap(asList)
      const mode = [defaultMode, ...files.map((item) => asObject(item).mode)].find(isPrivate)
      if (mode === undefined) return []
      const octal = `0${Number(mode).toString(8)}`
      return [evidenceAt(pod, join(pointer, source), `mode ${octal} of ${source} volume "${name}" without fsGroup`)]
    }),
  )
}

/** Finds signs that a container whose user is unknown is root: servers, and files that only root can read or write. */
export const findFilesOfRoot = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => [
  ...findInit(pod, container),
  ...findPrograms(pod, container, context, SERVERS),
  ...findSystemWrites(pod, container, context),
  ...findPrivateFiles(pod, container),
]
