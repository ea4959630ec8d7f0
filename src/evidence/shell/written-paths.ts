/* Which paths the commands of `ran-commands.ts` write to. */

import type { Evidence } from '../../model.ts'
import { resolvePath } from './directories.ts'
import type { RanCommand } from './run.ts'
import { entry, HERE, has, WRITERS, type Written } from './writing-programs.ts'

/** A path that a command of a container writes to. */
export interface WrittenPath extends Written {
  evidence: Evidence
}

const DJANGO = /^(?:python[\d.]*|uv|poetry|pipenv)$/

/** Returns a program's key in the table: `sed` writes only with `-i`, and Python runs `manage.py`. */
const programKey = ({ program, args }: RanCommand): string => {
  if (program === 'sed') return has(args, /^(?:-[a-zA-Z]*i|--in-place)/) ? 'sed -i' : program
  return DJANGO.test(program) && has(args, /(?:^|\/)manage\.py$/) ? 'manage.py' : program
}

/** What the commands of a container write. */
interface Writes {
  /** Absolute paths, in the order of the commands. */
  paths: WrittenPath[]
  /** Writes to the working directory of the image, or to a path in it. */
  unplaced: Evidence[]
}

/** A name of a file in the working directory or in the home, without a variable. */
const RELATIVE = /^(?:~\/)?[\w.@+:-][\w./@+:-]*$/

const readCommand = (command: RanCommand, { paths, unplaced }: Writes): void => {
  const { program, args, outputs, directory, where, at } = command
  const verb = programKey(command)
  const evidence = (text: string): Evidence => ({ source: 'manifest', text: `${text} in ${where}`, at })
  const resolverOf =
    (name: string) =>
    (path: string): string[] => {
      const found = resolvePath(directory, path)
      if (found !== undefined) return [found]
      // A path that depends on a variable is unknown, and must not be quoted.
      const isImages = directory === undefined && command.moved !== true && RELATIVE.test(path)
      if (isImages) unplaced.push(evidence(path === HERE ? `${name} to the working directory` : `${name} ${path}`))
      return []
    }
  const add =
    (name: string) =>
    (written: Written): void => {
      paths.push({ ...written, evidence: evidence(`${name} ${written.path}`) })
    }
  // A relative word after `>` may be the right side of a comparison.
  const files = outputs.filter((path) => path.startsWith('/') || (/[./]/.test(path) && program !== ''))
  for (const file of files.flatMap(resolverOf('>'))) add('>')(entry(file))
  const reading = Object.hasOwn(WRITERS, verb) ? WRITERS[verb] : undefined
  for (const written of reading?.(args, resolverOf(verb)) ?? []) add(verb)(written)
}

/** The writes by list of commands, which `ranCommands` caches for each container. */
const cache = new WeakMap<readonly RanCommand[], Writes>()

const writesOf = (commands: readonly RanCommand[]): Writes => {
  const known = cache.get(commands)
  if (known !== undefined) return known
  const writes: Writes = { paths: [], unplaced: [] }
  for (const command of commands) readCommand(command, writes)
  cache.set(commands, writes)
  return writes
}

/** Finds the paths that commands write to, in their order. */
export const findWrittenPaths = (commands: readonly RanCommand[]): readonly WrittenPath[] => writesOf(commands).paths

/** Finds the commands that write to the working directory or the home of the image, which the manifest does not show. */
export const findUnplacedWrites = (commands: readonly RanCommand[]): readonly Evidence[] => writesOf(commands).unplaced
