import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import ignore from 'ignore'
import type { OptionValue } from '../../cli/values.ts'

/** The files that the user leaves out on purpose. */
export interface Exclusions {
  /** What set them, e.g. `--exclude` or the name of a configuration file; absent without exclusions. */
  origin?: string
  /** Whether a path, or a folder above it, is excluded. */
  covers(path: string, isFolder: boolean): boolean
}

/** Returns a path relative to a folder, with slashes; undefined if it is not below the folder. */
const below = (folder: string, path: string): string | undefined => {
  const name = relative(folder, path).split(sep).join('/')
  return name === '' || name === '..' || name.startsWith('../') || isAbsolute(name) ? undefined : name
}

/**
 * Reads the patterns of `--exclude`, which are those of a `.gitignore`. Patterns of flags and variables start from the
 * working directory, and those of a configuration from the folder of its file.
 */
export const readExclusions = (option: OptionValue | undefined, cwd: string): Exclusions => {
  if (option === undefined) return { covers: () => false }
  const { origin, values } = option
  const isOwn = origin.startsWith('--') || origin.startsWith('CASEHARD_')
  const base = isOwn ? cwd : dirname(resolve(cwd, origin))
  const rules = ignore({ ignorecase: false }).add(values.map((value) => value.replace(/^\.\//, '/')))
  const covers = (path: string, isFolder: boolean): boolean => {
    const name = below(base, path) ?? path.split(sep).filter(Boolean).join('/')
    return name !== '' && rules.ignores(isFolder ? `${name}/` : name)
  }
  return { origin, covers }
}
