import type { Evidence } from '../../model.ts'
import { folderOf, resolvePath } from './directories.ts'
import type { RanCommand } from './run.ts'

/** A path that a command of a container writes to. */
export interface WrittenPath {
  path: string
  /** The folder in which the path is made; where a folder is made together with its parents, the path itself. */
  folder: string
  /** `folder`: made if it is absent; `entry`: a file or folder is made in a folder that is there; `present`: changed in place. */
  kind: 'folder' | 'entry' | 'present'
  clue: Evidence
}

type Written = Pick<WrittenPath, 'path' | 'folder' | 'kind'>

const folder = (path: string): Written => ({ path, folder: path, kind: 'folder' })
const entry = (path: string): Written => ({ path, folder: folderOf(path), kind: 'entry' })
const inside = (path: string): Written => ({ path, folder: path, kind: 'entry' })
const present = (path: string): Written => ({ path, folder: folderOf(path), kind: 'present' })

const operandsOf = (args: readonly string[]): string[] => args.filter((word) => word !== '' && !word.startsWith('-'))

const has = (args: readonly string[], option: RegExp): boolean => args.some((word) => option.test(word))

/** The value of an option: `-o x`, `--output=x`. */
const valuesOf = (args: readonly string[], ...names: string[]): string[] =>
  args.flatMap((word, i) => {
    const [name = '', value] = word.split('=', 2)
    if (!names.includes(name)) return []
    return [value ?? args[i + 1] ?? '']
  })

type Reading = (args: readonly string[], resolve: (path: string) => string[]) => Written[]

/** cp, mv, ln, install: the last operand, a folder where several files or the content of one go there. */
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

/** The name under which a program stands in the table: `sed` only writes where it is told so. */
const verbOf = ({ program, args }: RanCommand): string =>
  program === 'sed' && has(args, /^(?:-[a-zA-Z]*i|--in-place)/) ? 'sed -i' : program

const writesOf = (command: RanCommand): (Written & { verb: string })[] => {
  const { args, outputs, directory } = command
  // A name that a script would compute is not known, and nothing of it is quoted.
  const resolve = (path: string): string[] => [resolvePath(directory, path) ?? []].flat()
  const verb = verbOf(command)
  const reading = Object.hasOwn(PROGRAMS, verb) ? PROGRAMS[verb] : undefined
  // A relative word behind a `>` is as often the other side of a comparison.
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
      return { ...written, clue: { source: 'manifest', text, at: command.at } }
    }),
  )

/** Commands are remembered with their container, and so is what they write. */
const remembered = new WeakMap<readonly RanCommand[], WrittenPath[]>()

/** The paths that commands write to, in their order. */
export const findWrittenPaths = (commands: readonly RanCommand[]): readonly WrittenPath[] => {
  const paths = remembered.get(commands) ?? pathsOf(commands)
  remembered.set(commands, paths)
  return paths
}
