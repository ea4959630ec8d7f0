/* Which paths the commands of `ran-commands.ts` write to. */

import type { Evidence } from '../../model.ts'
import { folderOf, resolvePath } from './directories.ts'
import type { RanCommand } from './run.ts'

/** A path that a command of a container writes to. */
export interface WrittenPath {
  path: string
  /** The directory in which the path is created; for `folder`, the path itself. */
  folder: string
  /**
   * `folder`: a directory, created with its parents if absent; `entry`: a file or directory created in an existing
   * directory; `present`: an existing file that is changed.
   */
  kind: 'folder' | 'entry' | 'present'
  evidence: Evidence
}

type Written = Pick<WrittenPath, 'path' | 'folder' | 'kind'>

const folder = (path: string): Written => ({ path, folder: path, kind: 'folder' })
const entry = (path: string): Written => ({ path, folder: folderOf(path), kind: 'entry' })
const inside = (path: string): Written => ({ path, folder: path, kind: 'entry' })
const present = (path: string): Written => ({ path, folder: folderOf(path), kind: 'present' })

const operandsOf = (args: readonly string[]): string[] => args.filter((word) => word !== '' && !word.startsWith('-'))

const has = (args: readonly string[], option: RegExp): boolean => args.some((word) => option.test(word))

/** Returns the values of an option: `-o x`, `--output=x`. */
const valuesOf = (args: readonly string[], ...names: string[]): string[] =>
  args.flatMap((word, i) => {
    const [name = '', value] = word.split('=', 2)
    if (!names.includes(name)) return []
    return [value ?? args[i + 1] ?? '']
  })

type Reading = (args: readonly string[], resolve: (path: string) => string[]) => Written[]

/** Reads cp, mv, ln and install: the target is the last operand, a directory if it gets several files. */
const copy: Reading = (args, resolve) => {
  const operands = operandsOf(args)
  const target = valuesOf(args, '-t', '--target-directory')
  const last = operands.at(-1)
  if (target.length > 0) return target.flatMap(resolve).map(inside)
  if (last === undefined || operands.length < 2) return []
  const isFolder = operands.length > 2 || last.endsWith('/') || /\/[*.]$/.test(operands[0] ?? '')
  return resolve(last).map(isFolder ? inside : entry)
}

const each =
  (make: (path: string) => Written): Reading =>
  (args, resolve) =>
    operandsOf(args).flatMap(resolve).map(make)

const afterFirst: Reading = (args, resolve) => operandsOf(args).slice(1).flatMap(resolve).map(present)

const option =
  (make: (path: string) => Written, ...names: string[]): Reading =>
  (args, resolve) =>
    valuesOf(args, ...names)
      .flatMap(resolve)
      .map(make)

/** How programs name the files that they write, from the manuals of GNU coreutils, sed, tar, curl and Wget. */
const PROGRAMS: Readonly<Record<string, Reading>> = {
  touch: each(entry),
  tee: each(entry),
  truncate: each(entry),
  mkdir: (args, resolve) => each(has(args, /^(?:-\w*p\w*|--parents)$/) ? folder : entry)(args, resolve),
  install: (args, resolve) => (has(args, /^-\w*d/) ? each(folder) : copy)(args, resolve),
  cp: copy,
  mv: copy,
  ln: copy,
  rsync: copy,
  'sed -i': afterFirst,
  chmod: afterFirst,
  chown: afterFirst,
  chgrp: afterFirst,
  curl: option(entry, '-o', '--output'),
  wget: option(entry, '-O', '--output-document'),
  tar: (args, resolve) =>
    has(args, /^(?:-?[a-wyz]*x\w*|--extract)$/) ? option(inside, '-C', '--directory')(args, resolve) : [],
  unzip: option(inside, '-d'),
}

/** Returns a program's key in the table: `sed` writes only with `-i`. */
const programKey = ({ program, args }: RanCommand): string =>
  program === 'sed' && has(args, /^(?:-[a-zA-Z]*i|--in-place)/) ? 'sed -i' : program

const writesOf = (command: RanCommand): (Written & { verb: string })[] => {
  const { args, outputs, directory } = command
  // A path that depends on a variable is unknown, and must not be quoted.
  const resolve = (path: string): string[] => [resolvePath(directory, path) ?? []].flat()
  const verb = programKey(command)
  const reading = Object.hasOwn(PROGRAMS, verb) ? PROGRAMS[verb] : undefined
  // A relative word after `>` may be the right side of a comparison.
  const files = outputs.filter((path) => path.startsWith('/') || /[./]/.test(path))
  return [
    ...files.flatMap(resolve).map((path) => ({ ...entry(path), verb: '>' })),
    ...(reading?.(args, resolve) ?? []).map((written) => ({ ...written, verb })),
  ]
}

const pathsOf = (commands: readonly RanCommand[]): WrittenPath[] =>
  commands.flatMap((command) =>
    writesOf(command).map(({ verb, ...written }): WrittenPath => {
      const text = `${verb} ${written.path} in ${command.where}`
      return { ...written, evidence: { source: 'manifest', text, at: command.at } }
    }),
  )

/** The written paths by list of commands, which `ranCommands` caches for each container. */
const cache = new WeakMap<readonly RanCommand[], WrittenPath[]>()

/** Finds the paths that commands write to, in their order. */
export const findWrittenPaths = (commands: readonly RanCommand[]): readonly WrittenPath[] => {
  const paths = cache.get(commands) ?? pathsOf(commands)
  cache.set(commands, paths)
  return paths
}
