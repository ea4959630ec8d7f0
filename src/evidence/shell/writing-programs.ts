/* How programs name the files that they write, for `written-paths.ts`. */

import { folderOf } from './directories.ts'

/** A path that a program writes to. */
export interface Written {
  path: string
  /** The directory in which the path is created; for `folder`, the path itself. */
  folder: string
  /**
   * `folder`: a directory, created with its parents if absent; `entry`: a file or directory created in an existing
   * directory; `present`: an existing file that is changed.
   */
  kind: 'folder' | 'entry' | 'present'
}

const folder = (path: string): Written => ({ path, folder: path, kind: 'folder' })
export const entry = (path: string): Written => ({ path, folder: folderOf(path), kind: 'entry' })
const inside = (path: string): Written => ({ path, folder: path, kind: 'entry' })
const present = (path: string): Written => ({ path, folder: folderOf(path), kind: 'present' })

/** Returns the words that are neither options nor values of the options `valued`. */
const operandsOf = (args: readonly string[], valued = /^$/): string[] =>
  args.filter((word, i) => word !== '' && !word.startsWith('-') && !valued.test(args[i - 1] ?? '-'))

export const has = (args: readonly string[], option: RegExp): boolean => args.some((word) => option.test(word))

/** Returns the values of an option: `-o x`, `--output=x`. */
const valuesOf = (args: readonly string[], ...names: string[]): string[] =>
  args.flatMap((word, i) => {
    const [name = '', value] = word.split('=', 2)
    if (!names.includes(name)) return []
    return [value ?? args[i + 1] ?? '']
  })

/**
 * Returns the values of an option of one letter: `-O x`, `-Ox`, and in a cluster `-qO x`.
 * @param flags the letters that may come before it in a cluster
 */
const lettersOf = (args: readonly string[], flags: string, letter: string): string[] => {
  const cluster = new RegExp(`^-[${flags}]*${letter}(.*)$`, 's')
  return args.flatMap((word, i) => {
    const value = cluster.exec(word)?.[1]
    return value === undefined ? [] : [value === '' ? (args[i + 1] ?? '') : value.replace(/^=/, '')]
  })
}

/** The working directory, whatever it is. */
export const HERE = '.'

type Reading = (args: readonly string[], resolve: (path: string) => string[]) => Written[]

/** Reads cp, mv, ln and install: the target is the last operand, a directory if it gets several files. */
const copy: Reading = (args, resolve) => {
  const operands = operandsOf(args, /^-[gmoS]$/)
  const target = valuesOf(args, '-t', '--target-directory')
  const last = operands.at(-1)
  if (target.length > 0) return target.flatMap(resolve).map(inside)
  if (last === undefined || operands.length < 2) return []
  const isFolder = operands.length > 2 || last.endsWith('/') || /\/[*.]$/.test(operands[0] ?? '')
  return resolve(last).map(isFolder ? inside : entry)
}

/** Reads mv, which removes its sources. */
const move: Reading = (args, resolve) => {
  const operands = operandsOf(args, /^-[tS]$/)
  const sources = valuesOf(args, '-t', '--target-directory').length > 0 ? operands : operands.slice(0, -1)
  return [...copy(args, resolve), ...sources.flatMap(resolve).map(present)]
}

const each =
  (make: (path: string) => Written, valued?: RegExp): Reading =>
  (args, resolve) =>
    operandsOf(args, valued).flatMap(resolve).map(make)

const afterFirst: Reading = (args, resolve) => operandsOf(args).slice(1).flatMap(resolve).map(present)

/** The files of an option; a dash is the standard output. */
const filesOf = (paths: readonly string[], resolve: (path: string) => string[]): Written[] =>
  paths
    .filter((path) => path !== '-')
    .flatMap(resolve)
    .map(entry)

/** The directories of an option, or without it the working directory. */
const placesOf = (folders: readonly string[], resolve: (path: string) => string[]): Written[] =>
  (folders.length === 0 ? [HERE] : folders).flatMap(resolve).map(inside)

/** Options of curl for files of cookies, headers and messages. */
const CURL_FILES = ['--output', '--cookie-jar', '--dump-header', '--trace', '--trace-ascii', '--stderr']

/** Reads curl, which writes to the standard output without an option. */
const curl: Reading = (args, resolve) => {
  const flags = 'fgiIjJklLMnNpqRsSvZ#0-9'
  const letters = ['o', 'c', 'D'].flatMap((letter) => lettersOf(args, flags, letter))
  const named = filesOf([...letters, ...valuesOf(args, ...CURL_FILES)], resolve)
  const isNamedByUrl = has(args, new RegExp(`^(?:-[${flags}]*O[${flags}]*|--remote-name(?:-all)?)$`))
  return isNamedByUrl ? [...named, ...placesOf(valuesOf(args, '--output-dir'), resolve)] : named
}

/** Reads wget, which names the file by the URL without an option. */
const wget: Reading = (args, resolve) => {
  const flags = 'bcdFHNpqrSvxnk46'
  const named = [...lettersOf(args, flags, 'O'), ...valuesOf(args, '--output-document')]
  const letters = ['o', 'a'].flatMap((letter) => lettersOf(args, flags, letter))
  const logs = filesOf([...letters, ...valuesOf(args, '--output-file', '--append-output')], resolve)
  if (named.length > 0) return [...filesOf(named, resolve), ...logs]
  if (operandsOf(args).length === 0 || has(args, /^--?(?:spider|help|version|[hV])$/)) return logs
  return [...placesOf([...lettersOf(args, flags, 'P'), ...valuesOf(args, '--directory-prefix')], resolve), ...logs]
}

/** Reads sort, which writes to the standard output without an option. */
const sort: Reading = (args, resolve) =>
  filesOf([...lettersOf(args, 'bcCdfghiMnrRsuVz', 'o'), ...valuesOf(args, '--output')], resolve)

/** Reads uniq: its second operand is the output. */
const uniq: Reading = (args, resolve) => filesOf(operandsOf(args, /^-[fsw]$/).slice(1, 2), resolve)

const TAR_VALUES = 'bCfgKLNTVX'

/** Reads the letters of tar with their values, in a bundle without a dash too: `tar xzf FILE`, `-C/x`. */
const readLetters = (args: readonly string[]): (readonly [string, string])[] =>
  args.flatMap((word, i) => {
    const [, letters = '', glued] = (i === 0 ? /^-?([A-Za-z]+)(\W.*)?$/ : /^-([A-Za-z]+)(\W.*)?$/).exec(word) ?? []
    const valued = [...letters].filter((letter) => TAR_VALUES.includes(letter))
    return [...letters].map((letter) => [letter, glued ?? args[i + 1 + valued.indexOf(letter)] ?? ''] as const)
  })

/** Reads tar: what it extracts, or the archive that it creates. */
const tar: Reading = (args, resolve) => {
  const letters = readLetters(args)
  const isOne = (names: string): boolean => letters.some(([letter]) => names.includes(letter))
  const values = (name: string, word: string): string[] => [
    ...letters.flatMap(([letter, value]) => (letter === name ? [value] : [])),
    ...valuesOf(args, word),
  ]
  if (isOne('x') || has(args, /^--(?:extract|get)$/)) {
    const folders = values('C', '--directory')
    return has(args, /^(?:--to-stdout|-O)$/) ? [] : placesOf(folders, resolve)
  }
  if (!isOne('cru') && !has(args, /^--(?:create|append|update)$/)) return []
  return filesOf(values('f', '--file'), resolve)
}

const unzip: Reading = (args, resolve) =>
  operandsOf(args).length === 0 || has(args, /^-\w*[lptvzZ]/)
    ? []
    : placesOf(lettersOf(args, 'abCDfjLnoquUX', 'd'), resolve)

const GIT_LOCAL = /^(?:apply|checkout|commit|fetch|init|merge|pull|rebase|reset|restore|submodule|switch)$/

const GIT_VALUED = /^(?:-[bcjouC]|--(?:branch|config|depth|jobs|origin|reference|filter|separate-git-dir|template))$/

/** Reads git: clone creates the last operand, or a directory by the name of the repository. */
const git: Reading = (args, resolve) => {
  const [command = '', source, target] = operandsOf(args, GIT_VALUED)
  if (command === 'clone' && target !== undefined) return resolve(target).map(entry)
  return GIT_LOCAL.test(command) || (command === 'clone' && source !== undefined)
    ? placesOf(valuesOf(args, '-C').slice(-1), resolve)
    : []
}

/** Reads sqlite3, which creates a journal beside the database. */
const sqlite: Reading = (args, resolve) =>
  operandsOf(args)
    .slice(0, has(args, /^--?readonly$/) ? 0 : 1)
    .filter((path) => path !== ':memory:')
    .flatMap(resolve)
    .map(entry)

/** Reads the commands of Django that write files of the project. */
const django: Reading = (args, resolve) =>
  has(args, /^(?:collectstatic|compilemessages|compress|makemessages|makemigrations|startapp|startproject)$/)
    ? placesOf([], resolve)
    : []

/** Reads npm, Yarn and pnpm, which install to the working directory. */
const packages: Reading = (args, resolve) =>
  has(args, /^(?:add|build|ci|clean-install|i|install|link|prune|rebuild|update|upgrade)$/)
    ? placesOf(valuesOf(args, '--prefix', '--cwd', '--dir', '-C'), resolve)
    : []

/** Reads a program that replaces each file by another one beside it. */
const besides: Reading = (args, resolve) =>
  has(args, /^(?:-\w*[clt]\w*|--(?:stdout|list|test))$/) ? [] : each(entry)(args, resolve)

/** How programs name the files that they write, from the manuals of GNU coreutils, sed, tar, curl and Wget. */
export const WRITERS: Readonly<Record<string, Reading>> = {
  touch: each(entry, /^-[dtr]$/),
  tee: each(entry),
  truncate: each(entry, /^-[rs]$/),
  mkdir: (args, resolve) => each(has(args, /^(?:-\w*p\w*|--parents)$/) ? folder : entry, /^-\w*m$/)(args, resolve),
  install: (args, resolve) => (has(args, /^-\w*d/) ? each(folder, /^-[gmo]$/) : copy)(args, resolve),
  cp: copy,
  mv: move,
  ln: copy,
  rsync: copy,
  'sed -i': afterFirst,
  chmod: afterFirst,
  chown: afterFirst,
  chgrp: afterFirst,
  curl,
  wget,
  sort,
  uniq,
  tar,
  unzip,
  git,
  sqlite3: sqlite,
  npm: packages,
  yarn: packages,
  pnpm: packages,
  gzip: besides,
  gunzip: besides,
  bunzip2: besides,
  unxz: besides,
  'manage.py': django,
  'django-admin': django,
  'update-ca-certificates': () => [inside('/etc/ssl/certs')],
  'update-ca-trust': () => [inside('/etc/pki/ca-trust/extracted')],
  crontab: (args) => (has(args, /^-l$/) ? [] : [inside('/var/spool/cron')]),
}
