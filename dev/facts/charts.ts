import type { HostMount, ImageFacts, WritablePath } from '../../src/model.ts'
import { describePath, mergePaths, trimPath } from './paths.ts'

/** An entry of `others.json` and `bitnami.json`: how charts run an image. `None` means that the field is unset. */
export interface ChartImage {
  image: string
  charts: string[]
  summary: {
    runAsUser: null | number | string[]
    runAsGroup: string[]
    fsGroup: string[]
    readOnlyRootFilesystem: string[]
    capAdd: string[]
    writablePathsUnion: string[]
    writablePathsCommon: string[]
    pvcPaths: string[]
    /** Mount paths of host directories, with the suffix `:ro` if read-only. */
    hostPaths: string[]
    privileged: boolean
  }
}

/** What the capabilities of a root process that looks after its own files and users are among. */
const OF_ROOT = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SYS_CHROOT']

/** Volumes that charts share between containers, or fill for their user: no need of the image. */
const SHARED = /^\/(?:admin|app|basicauth-properties|certs|config|data-0|emptydir|home|plugins|repo|rules|seed|shared)$/

/** Where images write by themselves, whatever a chart's options are; below `/opt/bitnami` in the folder called after them. */
const OWN = /^\/(?:\.[^/]+$|app\/|bitnami\/|run$|tmp$|tmpData$|var\/)/

/** Paths of data that may be lost, even if a chart mounts a persistent volume there. */
const TRANSIENT = /\/(?:logs?|te?mp)$/

const usersOf = ({ runAsUser }: ChartImage['summary']): string[] =>
  Array.isArray(runAsUser) ? runAsUser : [runAsUser === null ? 'None' : String(runAsUser)]

/** The one id other than root's that was seen. */
const onlyId = (values: readonly string[]): number | undefined => {
  const ids = [...new Set(values)].filter((value) => value !== 'None' && value !== '0')
  return ids.length === 1 ? Number(ids[0]) : undefined
}

/** Returns the user and group ids of an image; another fsGroup of the pod belongs to another container. */
const idsOf = (summaries: readonly ChartImage['summary'][], users: readonly string[]): Partial<ImageFacts> => {
  const user = onlyId(users)
  if (user === undefined) return {}
  const group = onlyId(summaries.flatMap(({ runAsGroup }) => runAsGroup))
  const fsGroup = onlyId(summaries.flatMap((summary) => summary.fsGroup))
  const isOwn = fsGroup !== undefined && (fsGroup === group || fsGroup === user)
  return { user, ...(group === undefined ? {} : { group }), ...(isOwn ? { fsGroup } : {}) }
}

/** Returns the host resources that it uses without root; if some charts run it as root, which of them need root is unknown. */
const hostMountsOf = (summaries: readonly ChartImage['summary'][], users: readonly string[]): Partial<ImageFacts> => {
  if (onlyId(users) === undefined || new Set(users).size > 1) return {}
  const hostMounts = [...new Set(summaries.flatMap(({ hostPaths }) => hostPaths))].sort().map((written): HostMount => {
    const path = trimPath(written.replace(/:ro$/, ''))
    return written.endsWith(':ro') ? { path, readOnly: true } : { path }
  })
  return hostMounts.length === 0 ? {} : { hostMounts }
}

const isOnlyRoot = (users: readonly string[]): boolean =>
  users.includes('0') && users.every((user) => user === '0' || user === 'None')

/** Whether a chart runs it with a read-only root filesystem and none sets it to false. */
const readOnlyOf = (values: readonly string[]): Pick<ImageFacts, 'readOnlyRoot'> => {
  const said = new Set(values.filter((value) => value !== 'None'))
  return said.size === 1 ? { readOnlyRoot: said.has('True') } : {}
}

const writableOf = (image: string, entries: readonly ChartImage[], bitnami: boolean): WritablePath[] => {
  const all = (key: 'writablePathsCommon' | 'writablePathsUnion' | 'pvcPaths') =>
    entries.flatMap(({ summary }) => summary[key].map(trimPath))
  const common = new Set(entries.length > 1 ? [] : all('writablePathsCommon'))
  const home = `/opt/bitnami/${image.slice(image.lastIndexOf('/') + 1)}/`
  const own = (path: string): boolean =>
    !SHARED.test(path) && (common.has(path) || OWN.test(path) || path.startsWith(home))
  const plain = all('writablePathsUnion').filter(own)
  const data = all('pvcPaths').filter((path) => !SHARED.test(path) && !(TRANSIENT.test(path) && plain.includes(path)))
  return mergePaths([
    ...plain.map((path) => describePath(path, bitnami)),
    ...data.map((path): WritablePath => ({ ...describePath(path, bitnami), data: true })),
  ])
}

const capabilitiesOf = (summaries: readonly ChartImage['summary'][], users: readonly string[]): Partial<ImageFacts> => {
  const [added = [], ...others] = summaries.map(({ capAdd }) => [...capAdd].sort())
  const differ = others.some((other) => other.join() !== added.join())
  // One that sets nothing at all is a tool of the chart beside the containers that the capabilities belong to.
  const varied = summaries.some(
    ({ readOnlyRootFilesystem }) => readOnlyRootFilesystem.filter((value) => value !== 'None').length > 1,
  )
  if (added.length === 0 || differ || varied) return {}
  const stepsDown = isOnlyRoot(users) && added.every((name) => OF_ROOT.includes(name))
  return stepsDown ? { rootCapabilities: added } : { capabilities: added }
}

/**
 * What charts show of an image.
 * @param entries its entries under all of its names
 */
export const chartFacts = (image: string, entries: readonly ChartImage[], source: string): ImageFacts => {
  const summaries = entries.map(({ summary }) => summary)
  const bitnami = image.startsWith('docker.io/bitnami/')
  const users = summaries.flatMap(usersOf)
  const readOnly = readOnlyOf(summaries.flatMap(({ readOnlyRootFilesystem }) => readOnlyRootFilesystem))
  const writable = writableOf(image, entries, bitnami)
  return {
    image,
    status: 'observed',
    source,
    ...idsOf(summaries, users),
    ...(isOnlyRoot(users) ? { root: 'the charts that use it run it as root' } : {}),
    ...(summaries.some(({ privileged }) => privileged) ? { privileged: true } : {}),
    ...hostMountsOf(summaries, users),
    ...readOnly,
    ...(writable.length > 0 || readOnly.readOnlyRoot === true ? { writable } : {}),
    ...capabilitiesOf(summaries, users),
  }
}
