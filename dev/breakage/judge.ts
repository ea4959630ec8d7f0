import type { ContainerSettings, Mount } from './settings.ts'
import type { NeededPaths, Truth } from './truth.ts'

/** A setting that a run wrote and that breaks the workload. */
export interface Break {
  setting: string
  why: string
}

/** The columns in which a workload can bear something. */
export const COLUMNS = ['non-root', 'read-only root', 'no token'] as const
export type Column = (typeof COLUMNS)[number]

/** Something that a workload can bear, and whether the output has it. */
export interface Borne {
  column: Column
  done: boolean
  /** What is missing. */
  lack?: string
}

/** The verdict for one workload. */
export interface Judgement {
  breaks: Break[]
  borne: Borne[]
  /** Something that the truth does not settle. */
  open: string[]
}

const GIB = 2 ** 30

/** Folders in which images have files of their own; an emptyDir over them hides the files. */
const HAS_FILES = /\/(?:conf|config|etc)$|^\/(?:etc|usr|opt|app)(?:\/|$)/

/** Folders below those that are empty in images. */
const IS_EMPTY = /\/(?:logs?|data|tmp|cache|run|pid)$/

/** Ends a folder in a slash; /var/run is a link to /run in images. */
const folderOf = (path: string): string => `${path.replace(/\/+$/, '').replace(/^\/var\/run(?=\/|$)/, '/run')}/`

const covers = ({ path }: Mount, needed: string): boolean => folderOf(needed).startsWith(folderOf(path))

/**
 * Returns why a read-only root breaks a container that has to write to paths, or undefined if each of them is on a
 * writable volume and none is hidden by an empty one that the run added. Paths that the truth does not name cannot be
 * shown to be mounted.
 */
const whyRootBreaks = (
  needs: NeededPaths,
  volumes: readonly string[],
  before: ContainerSettings,
  after: ContainerSettings,
): string | undefined => {
  if (needs === undefined || needs.length === 0) return 'it writes to places that no mount is known to cover'
  for (const path of needs) {
    const mount = after.mounts.findLast((candidate) => covers(candidate, path))
    if (mount === undefined || !mount.writable) return `${path} is not on a writable volume`
    const isAdded = !before.mounts.some((old) => old.path === mount.path)
    if (isAdded && !volumes.includes(mount.path) && HAS_FILES.test(mount.path) && !IS_EMPTY.test(mount.path))
      return `the volume at ${mount.path} hides the files of the image`
  }
  return undefined
}

const ROOT_USERS: Record<string, string> = {
  N: 'the USER of the image is a name, which the kubelet refuses',
  r: 'the image starts as root',
  R: 'the image has to start as root',
}

const hasNumber = ({ user }: ContainerSettings): boolean => user !== undefined && user !== 0

const judgeUser = ({ user }: Truth, before: ContainerSettings, after: ContainerSettings): Partial<Judgement> => {
  const written = after.nonRoot && !before.nonRoot
  const why = ROOT_USERS[user]
  if (written && why !== undefined && !hasNumber(after))
    return {
      breaks: [{ setting: 'runAsNonRoot', why: `${why}, and no runAsUser stands beside it` }],
      borne: user === 'R' ? [] : [{ column: 'non-root', done: false, lack: 'a runAsUser' }],
    }
  if (user === 'R')
    return written ? { open: [`runs as ${after.user}, and the image is said to need root at its start`] } : {}
  if (user === '?') return {}
  if (!after.nonRoot) return { borne: [{ column: 'non-root', done: false, lack: 'runAsNonRoot' }] }
  if (user !== 'n' && !hasNumber(after)) return { borne: [{ column: 'non-root', done: false, lack: 'a runAsUser' }] }
  return { borne: [{ column: 'non-root', done: true }] }
}

const judgeRoot = (
  { readOnlyRoot }: Truth,
  before: ContainerSettings,
  after: ContainerSettings,
): Partial<Judgement> => {
  const column = 'read-only root'
  if (readOnlyRoot === '?') return {}
  if (readOnlyRoot === 'works')
    return {
      borne: [after.readOnlyRoot ? { column, done: true } : { column, done: false, lack: 'readOnlyRootFilesystem' }],
    }
  if (!after.readOnlyRoot || before.readOnlyRoot) return {}
  const why = whyRootBreaks(readOnlyRoot.needs, readOnlyRoot.volumes ?? [], before, after)
  return why === undefined
    ? { borne: [{ column, done: true }] }
    : { breaks: [{ setting: 'readOnlyRootFilesystem', why }] }
}

const judgeToken = ({ token }: Truth, before: ContainerSettings, after: ContainerSettings): Partial<Judgement> => {
  const column = 'no token'
  if (token === undefined) return {}
  if (!token)
    return {
      borne: [
        after.noToken ? { column, done: true } : { column, done: false, lack: 'automountServiceAccountToken: false' },
      ],
    }
  if (!after.noToken || before.noToken) return {}
  return { breaks: [{ setting: 'automountServiceAccountToken', why: 'it calls the API of its cluster' }] }
}

const judgeMemory = ({ memory }: Truth, before: ContainerSettings, after: ContainerSettings): Partial<Judgement> => {
  const { memoryLimit } = after
  if (memory !== true || memoryLimit === undefined || memoryLimit > GIB || before.memoryLimit !== undefined) return {}
  return { breaks: [{ setting: 'limits.memory', why: 'it needs more than 1 GiB' }] }
}

/**
 * Judges what a run made of a workload's container.
 *
 * A setting breaks the workload only if the run wrote it: `runAsNonRoot` without a number other than 0 as `runAsUser`
 * where USER is a name or root; a read-only root where paths have to be writable and are not; the token of what calls
 * the API; a memory limit of at most 1 GiB for what needs more.
 *
 * A workload can bear, each counted once and done if the output has it, written by whom ever:
 * - non-root, if its user is known and it need not start as root: `runAsNonRoot`, with a number as `runAsUser` unless
 *   USER is one;
 * - a read-only root, if it is known to work. Where paths have to be writable it counts only if it was written and each
 *   path is on a writable volume; what is left alone there counts neither way;
 * - no token, if it is known not to call the API.
 */
export const judge = (truth: Truth, before: ContainerSettings, after: ContainerSettings): Judgement => {
  const parts = [judgeUser, judgeRoot, judgeToken, judgeMemory].map((part) => part(truth, before, after))
  return {
    breaks: parts.flatMap(({ breaks = [] }) => breaks),
    borne: parts.flatMap(({ borne = [] }) => borne),
    open: parts.flatMap(({ open = [] }) => open),
  }
}
