import { canonicalImage } from '../../src/evidence/image/names.ts'
import type { ImageFacts, WritablePath } from '../../src/model.ts'
import { mergePaths, trimPath } from './paths.ts'
import { entrypointPhrase, rootReason, sourcesOf } from './phrases.ts'

/** An entry of `dockerfiles.json`: the fields of `ImageFacts`, except that ids may be 0 and sources are a list. */
export interface DockerfileImage extends Omit<ImageFacts, 'source' | 'status' | 'writable' | 'conditional'> {
  status: string
  /** `OWNER/REPO@COMMIT:PATH`. */
  source: string[]
  pattern?: boolean
  writable?: (WritablePath & { why?: string })[]
  checked?: string
}

/** The fields that are taken over as they are. */
const PLAIN = [
  'tags',
  'stored',
  'imageUser',
  'imageUserId',
  'imageGroupId',
  'user',
  'anyUser',
  'groupZero',
  'base',
  'privileged',
  'hostMounts',
  'readOnlyRoot',
  'volumes',
  'workingDir',
  'ports',
  'lowPorts',
  'rootCapabilities',
  'fileCapabilities',
  'fileCapabilitiesOn',
  'capabilities',
  'setuid',
  'needsPrivilegeEscalation',
  'apiToken',
  'shell',
  'ownsData',
] as const satisfies readonly (keyof ImageFacts)[]

/** The canonical name of a repository or of a pattern for repositories. */
export const canonicalName = (name: string): string => {
  const slash = name.indexOf('/')
  return canonicalImage({ registry: name.slice(0, slash), repository: name.slice(slash + 1) })
}

const idsOf = ({ user, group, fsGroup, root }: DockerfileImage): Partial<ImageFacts> => {
  if (user === undefined || root !== undefined) return {}
  // Group 0 is what a process has without `runAsGroup`.
  return { ...(group ? { group } : {}), ...(fsGroup ? { fsGroup } : {}) }
}

const writableOf = ({ writable }: DockerfileImage): Pick<ImageFacts, 'writable'> => {
  if (writable === undefined) return {}
  const paths = writable.map(({ why: _, ...one }): WritablePath => ({ ...one, path: trimPath(one.path) }))
  return { writable: mergePaths(paths) }
}

/** Whether an entry shows how its image starts or what it needs; a family whose images differ shows nothing. */
const saysSomething = (entry: DockerfileImage): boolean =>
  entry.pattern !== true || entry.imageUser !== undefined || entry.user !== undefined

const convert = (entry: DockerfileImage): ImageFacts => {
  const { image, mirrors = [], root, user: _, ...others } = entry
  const plain = PLAIN.filter((key) => entry[key] !== undefined && !(key === 'user' && root !== undefined))
  const name = canonicalName(image)
  const names = [...new Set(mirrors.map(canonicalName))].filter((one) => one !== name).sort()
  const does = others.entrypoint === undefined ? undefined : entrypointPhrase(others.entrypoint)
  return {
    image: name,
    ...(names.length === 0 ? {} : { mirrors: names }),
    status: entry.status === 'verified' ? 'verified' : 'observed',
    source: sourcesOf(entry.source),
    ...Object.fromEntries(plain.map((key) => [key, entry[key]])),
    ...idsOf(entry),
    ...(root === undefined ? {} : { root: rootReason(root) }),
    ...(does === undefined ? {} : { entrypoint: does }),
    ...writableOf(entry),
  }
}

const keyOf = ({ image, tags = {} }: ImageFacts): string => `${image} ${JSON.stringify(tags)}`

/** The facts of `dockerfiles.json`. Repositories that have the same canonical name have the same entry. */
export const dockerfileFacts = (images: readonly DockerfileImage[]): ImageFacts[] => {
  const byKey = new Map<string, ImageFacts>()
  for (const facts of images.filter(saysSomething).map(convert))
    if (!byKey.has(keyOf(facts))) byKey.set(keyOf(facts), facts)
  return [...byKey.values()]
}
