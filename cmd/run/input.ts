import { isUtf8 } from 'node:buffer'
import { resolve } from 'node:path'
import type { InputFile } from '../../src/model.ts'
import { splitStream } from '../../src/yaml/split.ts'
import { Failure, refusal, systemCause, tooLarge, usageFailure } from '../cli/failure.ts'
import type { Io } from '../io/io.ts'
import { LARGEST_INPUT } from '../io/read-files.ts'

/** Name of the standard input in messages and reports. */
export const STDIN = 'stdin'

/** Decodes UTF-8 up to the last complete character, keeping the BOM; returns undefined if a byte is invalid. */
const decodeStart = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true })
  } catch {
    return undefined
  }
}

/** Returns the text before the first byte that is not valid UTF-8, by binary search. */
const readableStart = (bytes: Uint8Array): string => {
  let good = 0
  let bad = bytes.length + 1
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (decodeStart(bytes.subarray(0, middle)) === undefined) bad = middle
    else good = middle
  }
  return decodeStart(bytes.subarray(0, good)) ?? ''
}

const adviceFor = (bytes: Uint8Array): string => {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    return 'it looks compressed, like a packaged chart; render the chart with helm template first'
  return bytes[1] === 0 || bytes[0] === 0xff || bytes[0] === 0xfe
    ? 'it looks like UTF-16, the default of PowerShell; save it as UTF-8'
    : 'convert the input to UTF-8, or encode binary data with base64'
}

/** Decodes UTF-8 so that encoding the text gives the same bytes. Throws a refusal with line and column. */
export const decodeInput = (bytes: Uint8Array, name: string): string => {
  if (bytes.length > LARGEST_INPUT) throw tooLarge(name)
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  const start = readableStart(bytes)
  const lines = start.split('\n')
  const at = { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
  const document = Math.max(0, splitStream(start).at(-1)?.index ?? 0)
  throw refusal('utf-8', `document ${document}: not valid UTF-8; ${adviceFor(bytes)}`, name, at)
}

/**
 * Reads stdin to its end. Throws a usage failure if it is a terminal, and a refusal if reading fails.
 * @param instead what to do instead of typing on a terminal, for the message
 * @param wanted what is read, for the message
 */
export const readStdin = async (io: Io, instead: string, wanted = 'rendered manifests'): Promise<InputFile> => {
  if (io.stdin.isTTY) {
    throw usageFailure(
      `stdin: is a terminal, but ${wanted} ${wanted.startsWith('a ') ? 'is' : 'are'} expected; ${instead}`,
    )
  }
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    for await (const piece of io.stdin.read()) {
      size += piece.length
      if (size > LARGEST_INPUT) throw tooLarge(STDIN)
      pieces.push(piece)
    }
  } catch (error) {
    if (error instanceof Failure) throw error
    throw refusal('read', `reading failed (${systemCause(error)}); nothing is written; run the command again`, STDIN)
  }
  const [first, ...rest] = pieces
  const bytes = first !== undefined && rest.length === 0 ? first : Buffer.concat(pieces)
  return { name: STDIN, text: decodeInput(bytes, STDIN) }
}

/** Reads a file by the name that the user gave. Throws a usage failure if it cannot be read. */
export const readBytes = (io: Io, name: string): Uint8Array => {
  try {
    return io.readFile(resolve(io.cwd, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EFBIG') throw tooLarge(name)
    throw usageFailure(`${name}: the file cannot be read (${systemCause(error)}); check the name`)
  }
}

/** Reads a manifest file. Throws a usage failure if it cannot be read, and a refusal if it is not UTF-8. */
export const readInputFile = (io: Io, name: string): InputFile => {
  if (io.isFolder(resolve(io.cwd, name))) {
    throw usageFailure(
      `${name}: is a folder, but a file is expected; name the files in it, e.g. ${name.replace(/\/$/, '')}/*.yaml`,
    )
  }
  return { name, text: decodeInput(readBytes(io, name), name), isNamed: true }
}

/** Reads manifest files in the given order, each once; `-` is stdin. */
export const readManifests = async (io: Io, names: readonly string[], instead: string): Promise<InputFile[]> => {
  const files: InputFile[] = []
  for (const name of new Set(names)) files.push(name === '-' ? await readStdin(io, instead) : readInputFile(io, name))
  return files
}
