import type { Clue, Container, Context, Pod } from '../model.ts'
import { folderOf, resolvePath } from './directories.ts'
import { type RanCommand, ranCommands } from './ran-commands.ts'

/** A path that a command of a container writes to. */
export interface WrittenPath {
  path: string
  /** The folder in which the path is made; where a folder is made together with its parents, the path itself. */
  folder: string
  /** `folder`: made if it is absent; `entry`: a file or folder is made in a folder that is there; `present`: changed in place. */
  kind: 'folder' | 'entry' | 'present'
  clue: Clue
}

type Written = Pick<WrittenPath, 'path' | 'folder' | 'kind'>

const folder = (path: string): Written => ({ path, folder: path, kind: 'folder' })
const entry = (path: string): Written => ({ path, folder: folderOf(path), kind: 'entry' })
const inside = (path: string): Written => ({ path, folder: path, kind: 'entry' })
const present = (path: string): Written => ({ path, folder: folderOf(path), kind: 'present' })

const operandsOf = (args: readonly string[]): string[] => args.filter((word) => word !== '' && !word.startsWith('-'))

const has = (args: readonly string[], option: RegExp): boolean => args.some((word) => option.test(word))

/** The value of an option: `-o x`, `--output=x`. */
const valueOf = (args: readonly string[], ...names: string[]): string[] =>
  args.flatMap((word, i) => {
    const [name = '', value] = word.split('=', 2)
    if (!names.includes(name)) return []
    return [value ?? args[i + 1] ?? '']
  })

type Reading = (args: readonly string[], resolve: (path: string) => string[]) => Written[]

/** cp, mv, ln, install: the last operand, a folder where several files or the content of one go there. */
const copy: Reading = (args, resolve) => {
  const operands = operandsOf(args)
  const target = valueOf(args, '-t', '--target-directory')
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
    valueOf(args, ...names)
      .flatMap(resolve)
      .map(make)

/** How programs name what they write, from their manuals in GNU coreutils, sed, tar, curl and Wget. */
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
  sed: (args, resolve) =>
    has(args, /^(?:-[a-zA-Z]*i|--in-place)/) ? operandsOf(args).flatMap(resolve).map(present) : [],
  chmod: afterFirst,
  chown: afterFirst,
  chgrp: afterFirst,
  curl: option(entry, '-o', '--output'),
  wget: option(entry, '-O', '--output-document'),
  tar: option(inside, '-C', '--directory'),
  unzip: option(inside, '-d'),
}

/** Paths of the commands that casehard quotes: names without anything that a script would compute. */
const resolver =
  ({ directory }: RanCommand) =>
  (path: string): string[] =>
    resolvePath(directory, path) ?? []

const writesOf = (command: RanCommand): (Written & { verb: string })[] => {
  const { program, args, outputs, directory } = command
  const reading = Object.hasOwn(PROGRAMS, program) ? PROGRAMS[program] : undefined
  // A relative word behind a `>` is as often the other side of a comparison.
  const files = outputs.filter((path) => path.startsWith('/') || /[./]/.test(path))
  return [
    ...files.flatMap((path) => resolvePath(directory, path) ?? []).map((path) => ({ ...entry(path), verb: '>' })),
    ...(reading?.(args, resolver(command)) ?? []).map((written) => ({ ...written, verb: program })),
  ]
}

/**
 * The paths that the commands of a container write to, as far as the stream shows them: in `command`, `args`, hooks,
 * probes and the scripts of ConfigMaps that these start.
 */
export const writtenPaths = (pod: Pod, container: Container, context: Context): WrittenPath[] =>
  ranCommands(pod, container, context).flatMap((command) =>
    writesOf(command).map(({ verb, ...written }): WrittenPath => {
      const text = `${verb} ${written.path} in ${command.where}`
      return { ...written, clue: { source: 'manifest', text, at: command.at } }
    }),
  )
