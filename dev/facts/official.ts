import type { ImageFacts } from '../../src/model.ts'
import { describePath, holdsData, mergePaths, trimPath } from './paths.ts'
import { capabilitiesIn, majorsOf, mountIn, type Tags, tagsOf, userOf } from './phrases.ts'

interface Ids {
  uid: number
  gid: number
}

/** An entry of `official.json`. */
export interface OfficialImage {
  image: string
  /** `any`, or `tag ~ WORD`, `tag !~ WORD`, `tag major <= N`, `tag major >= N`. */
  match: string
  status: string
  source: { repo: string; commit: string } | null
  /** `root`, `root -> gosu NAME`, `101 (ARG UID)`, `NAME (non-numeric)`, `1000:0`, ... */
  imageUser: string
  nonRoot: Ids
  nonRootAlpine?: Ids
  exposes?: number[]
  /** Volumes of the image, by range of major versions if they changed. */
  volumes?: string[] | Record<string, string>
  writablePaths: string[]
  dataPaths?: string[]
  conditionalWritable?: { path: string; when: string }[]
  rootCapsIfKeptRoot?: string[]
  fileCaps?: Record<string, string>
  requiredCaps?: string[]
  readOnlyRootFilesystem?: boolean
  fsGroupHazard?: string
  notes?: string
}

/** Base images and images that run arbitrary commands: what they write and need depends on the command. */
const TOOLS = ['docker.io/library/busybox', 'docker.io/library/node']

/** Images whose server refuses a data directory with another owner. */
const OWNERS = ['docker.io/library/postgres']

const sorted = (words: readonly string[] = []): string[] => [...words].sort()

/** What its root process needs; one that steps down to another user and names nothing for it needs the usual three. */
const rootCapabilitiesOf = ({ imageUser, rootCapsIfKeptRoot = [] }: OfficialImage): string[] => {
  const isWhole = rootCapsIfKeptRoot.includes('SETUID') || !/^root -> /.test(imageUser)
  return sorted([...rootCapsIfKeptRoot, ...(isWhole ? [] : ['CHOWN', 'SETGID', 'SETUID'])])
}

/** Returns the paths of an entry, with the volumes of one range of versions. */
const writableOf = (entry: OfficialImage, moved: string | undefined): ImageFacts['writable'] => {
  const volumes = moved !== undefined ? [moved] : Array.isArray(entry.volumes) ? entry.volumes : []
  const data = moved === undefined ? (entry.dataPaths ?? volumes) : volumes
  const mounted = (entry.conditionalWritable ?? []).flatMap(({ path, when }) => {
    const at = mountIn(when)
    return at === undefined ? [] : [{ ...describePath(path, false), whenMounted: at }]
  })
  const paths = [...entry.writablePaths, ...volumes, ...data].map(trimPath).map((path) => {
    const isData = data.includes(path) || (entry.source === null && holdsData(path))
    return { ...describePath(path, false), ...(isData ? { data: true as const } : {}) }
  })
  return mergePaths([...paths, ...mounted])
}

const idsOf = ({ uid, gid }: Ids, ownsGroup: boolean): Partial<ImageFacts> => ({
  user: uid,
  ...(gid === 0 ? {} : { group: gid, ...(ownsGroup ? { fsGroup: gid } : {}) }),
})

const needsOf = (entry: OfficialImage): Partial<ImageFacts> => {
  const lowPorts = (entry.exposes ?? []).filter((port) => port < 1024)
  const rootCapabilities = rootCapabilitiesOf(entry)
  const fileCapabilities = capabilitiesIn([...Object.values(entry.fileCaps ?? {}), entry.notes ?? ''])
  return {
    ...(entry.readOnlyRootFilesystem === undefined ? {} : { readOnlyRoot: entry.readOnlyRootFilesystem }),
    ...(lowPorts.length === 0 ? {} : { lowPorts }),
    ...(rootCapabilities.length === 0 ? {} : { rootCapabilities }),
    ...(fileCapabilities.length === 0 ? {} : { fileCapabilities }),
    ...(entry.requiredCaps?.length ? { capabilities: sorted(entry.requiredCaps) } : {}),
  }
}

/** The ranges of tags in which an entry has one set of ids and one set of volumes. */
const variantsOf = (entry: OfficialImage): { tags: Tags; ids: Ids; moved?: string }[] => {
  const { nonRoot, nonRootAlpine, volumes = [] } = entry
  const base = tagsOf(entry.match)
  const bases =
    nonRootAlpine === undefined
      ? [{ tags: base, ids: nonRoot }]
      : [
          { tags: { ...base, without: 'alpine' }, ids: nonRoot },
          { tags: { ...base, with: 'alpine' }, ids: nonRootAlpine },
        ]
  if (Array.isArray(volumes)) return bases
  return bases.flatMap(({ tags, ids }) =>
    Object.entries(volumes).map(([range, moved]) => ({ tags: { ...tags, ...majorsOf(range) }, ids, moved })),
  )
}

/**
 * The facts of `official.json`: one entry for each range of tags that differs.
 * @param images all its entries; another entry of the image may have the volumes that one lacks
 */
export const officialFacts = (images: readonly OfficialImage[]): ImageFacts[] =>
  images.flatMap((image) => {
    const others = images.filter((other) => other.image === image.image)
    const volumes = image.volumes ?? others.find((other) => other.volumes !== undefined)?.volumes ?? []
    const ownsGroup = others.every(({ fsGroupHazard }) => fsGroupHazard === undefined)
    const entry = { ...image, volumes }
    return variantsOf(entry).map(({ tags, ids, moved }): ImageFacts => {
      const isTool = TOOLS.includes(image.image)
      return {
        image: image.image,
        ...(Object.keys(tags).length === 0 ? {} : { tags }),
        status: image.status === 'verified' ? 'verified' : 'unverified',
        ...(image.source === null ? {} : { source: `${image.source.repo}@${image.source.commit.slice(0, 8)}` }),
        imageUser: userOf(image.imageUser),
        ...idsOf(ids, ownsGroup && !isTool),
        ...(isTool ? {} : { writable: writableOf(entry, moved) ?? [] }),
        ...needsOf(image),
        ...(OWNERS.includes(image.image) ? { ownsData: true } : {}),
      }
    })
  })
