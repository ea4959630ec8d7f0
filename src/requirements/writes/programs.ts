import { evidenceAt } from '../../evidence/evidence.ts'
import { findBuilders } from '../../evidence/pod/privileged-uses.ts'
import { busyboxServerPort } from '../../evidence/shell/busybox-server.ts'
import { baseName, folderOf, resolvePath } from '../../evidence/shell/directories.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import type { RanCommand } from '../../evidence/shell/run.ts'
import { findUnplacedWrites } from '../../evidence/shell/written-paths.ts'
import { uniqueEvidence } from '../../evidence/text/text.ts'
import { isPrivileged } from '../../kube/pod/security-context.ts'
import type { Container, Evidence, EvidenceContext, KnownImage, Pod } from '../../model.ts'
import { findCron, findInit } from '../root-files.ts'
import type { NamedDirectory } from './named-directories.ts'
import type { MountPlan } from './plan.ts'

/** Servers and supervisors that write pid files, sockets, logs or caches to directories of their image. */
const SERVERS =
  /^(?:nginx|openresty|tengine|httpd(?:-foreground)?|apache2(?:ctl|-foreground)?|apachectl|lighttpd|php-fpm[\d.]*|haproxy|squid|varnishd|supervisord|s6-svscan|s6-overlay-suexec|runsvdir|mysqld(?:_safe)?|mariadbd|postgres|mongod|redis-server|valkey-server|rabbitmq-server|catalina\.sh|standalone\.sh|sshd|dockerd(?:-entrypoint\.sh)?|containerd|jupyter(?:-lab|-notebook)?|start-notebook\.(?:sh|py)|code-server|airflow)$/

const findServers = (pod: Pod, container: Container, commands: readonly RanCommand[]): Evidence[] => {
  const servers = commands.flatMap((command): Evidence[] => {
    const { program, args, where, at } = command
    // A version or a check of the configuration starts nothing.
    const isStarted = SERVERS.test(program) && !args.some((word) => /^(?:--?version|--help|-[vVt])$/.test(word))
    return isStarted && busyboxServerPort(command) === undefined
      ? [{ source: 'manifest', text: `"${program}" in ${where}`, at }]
      : []
  })
  return uniqueEvidence([...findInit(pod, container), ...servers])
}

/** A `celery beat`, with the file that it keeps its schedule in, if an option names it. */
interface Beat {
  command: RanCommand
  file: string | undefined
}

const OPTION = /^(?:-s|--schedule)(?:=(.*))?$/s

/** A scheduler in a database keeps no file. */
const DATABASE = /^(?:-S|--scheduler)(?:=|$)/

const findBeats = (commands: readonly RanCommand[]): Beat[] =>
  commands.flatMap((command): Beat[] => {
    const words = [command.program, ...command.args]
    const start = words.findIndex((word) => baseName(word) === 'celery')
    const rest = start < 0 ? [] : words.slice(start + 1)
    if (!rest.some((word) => /^(?:beat|-B|--beat)$/.test(word)) || rest.some((word) => DATABASE.test(word))) return []
    const option = rest.findIndex((word) => OPTION.test(word))
    return [{ command, file: option < 0 ? undefined : (OPTION.exec(rest[option] ?? '')?.[1] ?? rest[option + 1]) }]
  })

/** Finds the directories in which `celery beat` keeps its schedule by an option. */
export const findScheduleDirectories = (commands: readonly RanCommand[]): NamedDirectory[] =>
  findBeats(commands).flatMap(({ command: { where, at }, file = '' }): NamedDirectory[] => {
    const path = file.startsWith('/') ? resolvePath(undefined, file) : undefined
    if (path === undefined) return []
    const evidence: Evidence = { source: 'manifest', text: `--schedule ${path} in ${where}`, at }
    return [{ path: folderOf(path), fills: true, required: true, data: false, evidence }]
  })

/** Finds `celery beat` that keeps its schedule in a working directory without a volume. */
const findSchedules = (commands: readonly RanCommand[], plan: MountPlan): Evidence[] =>
  findBeats(commands)
    .filter(({ command: { directory }, file = '' }) => {
      const isPlaced = directory !== undefined && plan.covers(directory)
      return !file.startsWith('/') && !isPlaced
    })
    .map(({ command: { where, at } }): Evidence => ({ source: 'manifest', text: `"celery beat" in ${where}`, at }))

/** Directories that an author mounts who knows where a server writes. */
const THOUGHT_OF = /^\/(?:var\/)?(?:run|cache)(?:\/|$)/

/**
 * Finds programs that write to directories of their image, which the manifest does not name: builders, privileged
 * containers, servers, cron, `celery beat`, and writes to the working directory or the home.
 * @param known facts about the image; reliable ones say where its programs write
 * @param isMoved whether the commands get a working directory that they can write to
 */
export const findWritingPrograms = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  plan: MountPlan,
  known: KnownImage | undefined,
  isMoved: boolean,
): Evidence[] => {
  const commands = ranCommands(pod, container, context)
  const relative = isMoved ? [] : findUnplacedWrites(commands)
  const unplaced = [...findSchedules(commands, plan), ...relative.map(({ evidence }) => evidence)]
  const isListed = known?.facts.readOnlyRoot === true || known?.facts.writable !== undefined
  if (isListed) return unplaced
  const isThoughtOf = plan.mounted.some(({ path, writable }) => writable && THOUGHT_OF.test(path))
  const privileged = isPrivileged(container)
    ? [evidenceAt(pod, `${container.pointer}/securityContext/privileged`, 'securityContext.privileged: true')]
    : []
  return [
    ...findBuilders(pod, container),
    ...privileged,
    ...findCron(pod, container, context),
    ...(isThoughtOf ? [] : findServers(pod, container, commands)),
    ...unplaced,
  ]
}
