import { decodeCapabilities, type FileCapabilities } from './capabilities.ts'
import { decompress } from './decompress.ts'
import { readTar, TarError, type TarHeader } from './tar.ts'

/** An entry of a layer without what the lock does not need. */
export interface LayerEntry {
  /** Relative to the root, without `.`, `..` and empty parts. */
  path: string
  type: TarHeader['type']
  mode: number
  uid: number
  gid: number
  /** The target of a link: of a hard link relative to the root, of a symbolic link as written. */
  target?: string
  capabilities?: FileCapabilities
  /** Of accounts and of small scripts. */
  text?: string
}

/** Limits of a layer. The largest images that are known have some 500,000 files. */
const MOST_ENTRIES = 1_000_000
const MOST_PATH_BYTES = 1 << 27
const LARGEST_TEXT = 1 << 16
const MOST_TEXT_BYTES = 1 << 20
/** Names in one path; those of real images have at most some 40. */
const MOST_NAMES = 250
/** The Linux kernel refuses longer paths. */
const LONGEST_PATH = 4096

const ACCOUNTS: ReadonlySet<string> = new Set(['etc/passwd', 'etc/group'])

const EXECUTABLE = 0o111

/** Returns the path below the root; undefined for one that leads out of it. */
export const pathInRoot = (name: string): string | undefined => {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  return parts.includes('..') ? undefined : parts.join('/')
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Whether the content of a file is kept if it is a script: the image may start it. */
const mayStart = (path: string, mode: number, scripts: ReadonlySet<string>): boolean =>
  (mode & EXECUTABLE) !== 0 && (scripts.has(baseName(path)) || /entry-?point/.test(baseName(path)))

const reduced = (header: TarHeader, path: string): LayerEntry | undefined => {
  const { type, mode, uid, gid, capability } = header
  const target = type === 'link' ? pathInRoot(header.target) : type === 'symlink' ? header.target : undefined
  if (type === 'link' && target === undefined) return undefined
  const capabilities = capability === undefined ? undefined : decodeCapabilities(capability)
  return {
    path,
    type,
    mode,
    uid,
    gid,
    ...(target === undefined ? {} : { target }),
    ...(capabilities === undefined ? {} : { capabilities }),
  }
}

/**
 * Reads a layer as a stream and keeps its headers, accounts, and the scripts that the image may start. Entries that lead
 * out of the root are left out.
 * @param source the bytes of the layer: gzip, zstd or tar
 * @param scripts names of files that the image may start
 * @throws TarError for what is no tar archive, or too large
 */
export const readLayer = async (
  source: AsyncIterable<Uint8Array>,
  scripts: ReadonlySet<string>,
): Promise<LayerEntry[]> => {
  const entries: LayerEntry[] = []
  let pathBytes = 0
  let textBytes = 0
  await readTar(decompress(source), (header) => {
    const path = pathInRoot(header.name)
    if (path === undefined || path.length > LONGEST_PATH || header.target.length > LONGEST_PATH) return undefined
    const entry = reduced(header, path)
    if (entry === undefined) return undefined
    if (path.split('/').length > MOST_NAMES)
      throw new TarError(`the layer has a path of more than ${MOST_NAMES} names; use --config-only`)
    entries.push(entry)
    pathBytes += path.length + header.target.length
    if (entries.length > MOST_ENTRIES || pathBytes > MOST_PATH_BYTES)
      throw new TarError(`the layer has more than ${MOST_ENTRIES} entries, or very long paths; use --config-only`)
    const { type, mode, size } = header
    if (type !== 'file' || size > LARGEST_TEXT || textBytes + size > MOST_TEXT_BYTES) return undefined
    const isAccounts = ACCOUNTS.has(path)
    if (!isAccounts && !mayStart(path, mode, scripts)) return undefined
    textBytes += size
    return {
      length: size,
      receive: (content) => {
        const text = content.toString()
        if (isAccounts || text.startsWith('#!')) entry.text = text
      },
    }
  })
  return entries
}
