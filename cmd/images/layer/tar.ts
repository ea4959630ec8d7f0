/*
 * Reads the headers of tar archives. A package is not used because those of npm decode PAX records as UTF-8, which destroys
 * the binary `security.capability`, and keep headers of any size in memory.
 */

import { ImageError } from '../errors.ts'

/** What a header says of an entry. */
export interface TarHeader {
  /** As written. */
  name: string
  type: 'file' | 'directory' | 'symlink' | 'link' | 'other'
  mode: number
  uid: number
  gid: number
  size: number
  /** Where its content starts in the archive, in bytes. */
  at: number
  /** The target of a link. */
  target: string
  /** The value of `security.capability`. */
  capability?: Buffer
}

/** A PAX header or long name of more bytes is refused. */
const LONGEST_EXTENSION = 1 << 20

const BLOCK = 512

/** Why an archive cannot be read. */
export class TarError extends ImageError {}

/** Reads exact numbers of bytes from chunks. */
class Chunks {
  private readonly source: AsyncIterator<Uint8Array>
  private chunk: Uint8Array = new Uint8Array()
  private at = 0
  private before = 0

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]()
  }

  private async next(): Promise<boolean> {
    const { done, value } = await this.source.next()
    if (done) return false
    this.before += this.chunk.length
    this.chunk = value
    this.at = 0
    return true
  }

  /** How many bytes were read. */
  get position(): number {
    return this.before + this.at
  }

  /** Returns the next bytes; undefined at the end of the source, even within them. */
  async take(length: number): Promise<Buffer | undefined> {
    if (this.chunk.length - this.at >= length) {
      this.at += length
      return Buffer.from(this.chunk.subarray(this.at - length, this.at))
    }
    const parts: Uint8Array[] = []
    for (let missing = length; missing > 0; ) {
      if (this.at === this.chunk.length && !(await this.next())) return undefined
      const part = this.chunk.subarray(this.at, this.at + missing)
      parts.push(part)
      this.at += part.length
      missing -= part.length
    }
    return Buffer.concat(parts)
  }

  /** Passes over bytes; returns whether they were there. */
  async skip(length: number): Promise<boolean> {
    for (let missing = length; missing > 0; ) {
      if (this.at === this.chunk.length && !(await this.next())) return false
      const step = Math.min(missing, this.chunk.length - this.at)
      this.at += step
      missing -= step
    }
    return true
  }

  async close(): Promise<void> {
    await this.source.return?.()
  }

  /** Reads to the end, so that the source can verify all of its bytes. */
  async drain(): Promise<void> {
    while (await this.next());
  }
}

const textOf = (bytes: Buffer): string => {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end)
}

/** Reads a number: octal digits, or base 256 if the first bit is set, as GNU tar writes large ones. */
const numberOf = (bytes: Buffer): number => {
  const [first = 0] = bytes
  if ((first & 0x80) === 0) return Number.parseInt(textOf(bytes).trim() || '0', 8)
  if (first === 0xff) return -1
  return bytes.subarray(1).reduce((sum, byte) => sum * 256 + byte, first & 0x7f)
}

const checksumOf = (block: Buffer): number =>
  block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0)

const TYPES: Readonly<Record<string, TarHeader['type']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'link',
  '2': 'symlink',
  '5': 'directory',
}

/** Reads PAX records, `LENGTH KEY=VALUE\n`, whose values are bytes. */
const paxRecords = (bytes: Buffer): Map<string, Buffer> => {
  const records = new Map<string, Buffer>()
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const space = bytes.indexOf(0x20, at)
    const length = Number(bytes.toString('latin1', at, space))
    const equals = bytes.indexOf(0x3d, space)
    if (space < 0 || equals < 0 || !(length > 0) || at + length > bytes.length || equals >= at + length)
      throw new TarError('a PAX header is malformed')
    records.set(bytes.toString('utf8', space + 1, equals), bytes.subarray(equals + 1, at + length - 1))
    at += length
  }
  return records
}

interface Extension {
  pax: Map<string, Buffer>
  name?: string
  target?: string
}

const headerOf = (block: Buffer, type: string, { pax, name, target }: Extension): TarHeader => {
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? textOf(block.subarray(345, 500)) : ''
  const own = textOf(block.subarray(0, 100))
  const pathOf = (key: string): string | undefined => pax.get(key)?.toString()
  const number = (key: string, start: number, end: number): number =>
    Number(pathOf(key) ?? numberOf(block.subarray(start, end)))
  const capability = pax.get('SCHILY.xattr.security.capability')
  const full = pathOf('GNU.sparse.name') ?? pathOf('path') ?? name ?? (prefix === '' ? own : `${prefix}/${own}`)
  const kind = TYPES[type] ?? 'other'
  return {
    name: full,
    // Archives before POSIX mark a directory with a slash.
    type: kind === 'file' && full.endsWith('/') ? 'directory' : kind,
    mode: numberOf(block.subarray(100, 108)) & 0o7777,
    uid: number('uid', 108, 116),
    gid: number('gid', 116, 124),
    size: number('size', 124, 136),
    at: 0,
    target: pathOf('linkpath') ?? target ?? textOf(block.subarray(157, 257)),
    ...(capability === undefined ? {} : { capability }),
  }
}

/** Passes over the blocks of a sparse file's map that follow its header. */
const skipSparseMap = async (chunks: Chunks, block: Buffer): Promise<void> => {
  for (let more = block[482] === 1; more; ) more = (await chunks.take(BLOCK))?.[504] === 1
}

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK

/** Visits an entry; returns how many bytes of its content to read, at most its size. */
type Visit = (header: TarHeader) => { length: number; receive(content: Buffer): void } | undefined

const readEntries = async (chunks: Chunks, visit: Visit): Promise<void> => {
  let extension: Extension = { pax: new Map() }
  for (;;) {
    const block = await chunks.take(BLOCK)
    if (block === undefined || block.every((byte) => byte === 0)) return
    if (numberOf(block.subarray(148, 156)) !== checksumOf(block)) throw new TarError('a header has a wrong checksum')
    const type = String.fromCharCode(block[156] ?? 0)
    if ('xgLK'.includes(type)) {
      const size = numberOf(block.subarray(124, 136))
      if (!(size <= LONGEST_EXTENSION)) throw new TarError('a header is larger than 1 MB')
      const bytes = (await chunks.take(padded(size)))?.subarray(0, size)
      if (bytes === undefined) throw new TarError('the archive ends within a header')
      if (type === 'x') extension.pax = paxRecords(bytes)
      else if (type === 'L') extension.name = textOf(bytes)
      else if (type === 'K') extension.target = textOf(bytes)
      continue
    }
    const header = headerOf(block, type, extension)
    extension = { pax: new Map() }
    if (!Number.isSafeInteger(header.size) || header.size < 0)
      throw new TarError('the size of an entry is not a number')
    if (type === 'S') await skipSparseMap(chunks, block)
    const wanted = visit({ ...header, at: chunks.position })
    // Links and directories have no content, whatever their size says; tar and Go agree on this for links.
    const size = header.type === 'link' || header.type === 'symlink' || header.type === 'directory' ? 0 : header.size
    const length = Math.min(wanted?.length ?? 0, size)
    const content = length === 0 ? Buffer.alloc(0) : await chunks.take(length)
    if (content === undefined || !(await chunks.skip(padded(size) - length)))
      throw new TarError('the archive ends within an entry')
    wanted?.receive(content)
  }
}

/**
 * Reads an archive as a stream and visits its entries in order; contents are passed over unless `visit` asks for them.
 * @throws TarError for what is no tar archive, and errors of the source and of `visit`
 */
export const readTar = async (source: AsyncIterable<Uint8Array>, visit: Visit): Promise<void> => {
  const chunks = new Chunks(source)
  try {
    await readEntries(chunks, visit)
    await chunks.drain()
  } finally {
    await chunks.close()
  }
}
