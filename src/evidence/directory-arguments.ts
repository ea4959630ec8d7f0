import { type NamedDirectory, namedDirectory } from './directory-names.ts'
import type { RanCommand } from './shell-run.ts'

/** `--name=value`, `-Dname=value`. */
const ASSIGNED = /^(--?\w[\w.-]*)=(\/.*)$/

/** The folders that options such as `--data-dir /x`, `-pidfile=/x/y` or `-Dlog.dir=/x` tell programs to write to. */
export const directoryArguments = (commands: readonly RanCommand[]): NamedDirectory[] =>
  commands.flatMap(({ args, pointers, at, where }) =>
    args.flatMap((word, i): NamedDirectory[] => {
      const [, name = word, value = args[i + 1] ?? ''] = ASSIGNED.exec(word) ?? []
      if (!name.startsWith('-')) return []
      const directory = namedDirectory(name.replace(/^-D/, ''), value)
      if (directory === undefined) return []
      const place = pointers?.[i] === undefined ? at : { document: at.document, pointer: pointers[i] as string }
      return [{ ...directory, clue: { source: 'manifest', text: `${name} ${value} in ${where}`, at: place } }]
    }),
  )
