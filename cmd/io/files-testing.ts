import { dirname } from 'node:path'
import type { FakeFileSystem } from '../files/testing.ts'
import type { Io } from './io.ts'

/** The file operations of an io. */
type Files = Pick<
  Io,
  | 'exists'
  | 'isFolder'
  | 'readFile'
  | 'readSmallFile'
  | 'readStart'
  | 'readPart'
  | 'checkWritable'
  | 'writeFile'
  | 'copyExecutable'
  | 'list'
  | 'makeFolder'
  | 'makeExecutable'
  | 'move'
  | 'remove'
>

const systemError = (code: string): Error => Object.assign(new Error(code), { code })

/** Returns the folders above a path, from the root down. */
export const foldersAbove = (path: string): string[] =>
  dirname(path) === path ? [] : [...foldersAbove(dirname(path)), dirname(path)]

/** Whether a path is a folder or below it. */
const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

/** Encodes a text as UTF-8. */
export const toBytes = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? Buffer.from(text) : text)

/**
 * Creates file operations without a disk.
 * @param codes error codes by operation and path; each error occurs once
 * @param writes receives the paths that are written to, in order
 */
export const fakeFiles = (
  { files, folders, links }: FakeFileSystem,
  codes: Record<string, string>,
  writes: string[],
): Files => {
  const faults = new Map(Object.entries(codes))
  const mayFail = (operation: string, path: string): void => {
    const code = faults.get(`${operation} ${path}`)
    faults.delete(`${operation} ${path}`)
    if (code !== undefined) throw systemError(code)
  }
  const readFile = (path: string): Uint8Array => {
    const bytes = files.get(links.get(path) ?? path)
    if (bytes === undefined) throw systemError(folders.has(path) ? 'EISDIR' : 'ENOENT')
    return bytes
  }
  return {
    exists: (path) => files.has(path) || folders.has(path),
    isFolder: (path) => folders.has(path),
    readFile,
    readSmallFile: (path, limit) => {
      const bytes = readFile(path)
      if (bytes.length > limit) throw systemError('EFBIG')
      return bytes
    },
    readStart: (path, length) => readFile(path).subarray(0, length),
    readPart: (path, at, length) => readFile(path).subarray(at, at + length),
    checkWritable: (path) => {
      if (folders.has(path)) throw systemError('EISDIR')
      if (!folders.has(dirname(path))) throw systemError('ENOENT')
    },
    writeFile: (path, content, mode) => {
      mayFail('write', path)
      if (!folders.has(dirname(path))) throw systemError('ENOENT')
      const before = mode === 'append' ? (files.get(path) ?? new Uint8Array()) : new Uint8Array()
      files.set(path, Buffer.concat([before, toBytes(content)]))
      writes.push(path)
    },
    copyExecutable: (from, to) => {
      mayFail('copy', to)
      const bytes = files.get(from)
      if (bytes === undefined || !folders.has(dirname(to))) throw systemError('ENOENT')
      files.set(to, bytes)
      writes.push(`${to} to be run`)
    },
    list: (path) => {
      mayFail('list', path)
      const names = [...files.keys(), ...folders].flatMap((entry) =>
        entry.startsWith(`${path}/`) ? [entry.slice(path.length + 1).split('/')[0] as string] : [],
      )
      return [...new Set(names)].sort()
    },
    makeFolder: (path) => {
      mayFail('makeFolder', path)
      for (const folder of [...foldersAbove(path), path]) {
        if (files.has(folder)) throw systemError('ENOTDIR')
        folders.add(folder)
      }
    },
    makeExecutable: (path) => {
      if (!files.has(path)) throw systemError('ENOENT')
      writes.push(`+x ${path}`)
    },
    move: (from, to) => {
      mayFail('move', to)
      for (const [path, bytes] of [...files].filter(([path]) => isIn(path, from))) {
        files.delete(path)
        files.set(to + path.slice(from.length), bytes)
      }
      for (const path of [...folders].filter((path) => isIn(path, from))) {
        folders.delete(path)
        folders.add(to + path.slice(from.length))
      }
    },
    remove: (path) => {
      mayFail('remove', path)
      for (const file of [...files.keys()].filter((file) => isIn(file, path))) files.delete(file)
      for (const folder of [...folders].filter((folder) => isIn(folder, path))) folders.delete(folder)
    },
  }
}
