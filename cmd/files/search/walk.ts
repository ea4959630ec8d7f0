import { join, sep } from 'node:path'
import type { Io } from '../../io/io.ts'
import { attemptFile, type Problem, systemProblem, unreadable } from '../problems.ts'
import type { Exclusions } from './exclude.ts'
import { enterFolder, type IgnoreRules, ignoredBy, rulesAbove } from './ignore.ts'
import {
  countFiles,
  DEPENDENCY,
  IGNORED,
  KUSTOMIZATIONS,
  type LeftOut,
  leftOutFile,
  mayContain,
  readKustomization,
  TEMPLATES,
  UNDECODABLE,
} from './left-out.ts'
import type { AskGit } from './tracked.ts'

/** A file or folder: its name in messages, and its absolute path. */
export interface NamedPath {
  name: string
  path: string
}

/** A file that may contain manifests. */
export interface FoundFile extends NamedPath {
  leftOut?: LeftOut
}

/** A file or folder that is not read. */
export interface SkippedEntry extends NamedPath {
  reason: string
  /** Whether the summary lists it: as left out if it may hold objects that kubectl would apply, or as skipped. */
  listed?: 'left out' | 'skipped'
}

/** The content of a folder. */
export interface WalkResult {
  /** Files that may contain manifests, by their names. */
  candidates: FoundFile[]
  skipped: SkippedEntry[]
  /** Absolute paths of the files that kustomizations use as patches. */
  patches: string[]
  /** The number of files that the user excluded. */
  excluded: number
  /** What cannot be read. */
  problems: Problem[]
}

/** What a search needs besides the disk. */
export interface WalkSettings {
  exclusions: Exclusions
  askGit: AskGit
}

/** What is known of a folder that is searched. */
interface Folder extends NamedPath {
  rules: IgnoreRules
  /** Why all files below it are left out. */
  leftOut?: LeftOut
  /** Whether .gitignore names it and git tracks only some files below it: the others are no part of the repository. */
  onlyTracked?: boolean
}

/** Searches one folder after the other; see `walk`. */
class Walk {
  readonly result: WalkResult = { candidates: [], skipped: [], patches: [], excluded: 0, problems: [] }
  readonly #io: Io
  readonly #settings: WalkSettings
  /** Files that are no manifests by their names, and how they were visited. */
  readonly #others = new Map<string, () => Promise<void>>()
  /** Absolute paths that kustomizations name as resources. */
  readonly #resources = new Set<string>()

  constructor(io: Io, settings: WalkSettings) {
    this.#io = io
    this.#settings = settings
  }

  #namesIn({ name, path }: NamedPath): string[] {
    try {
      return this.#io.disk.list(path).sort()
    } catch (error) {
      this.result.problems.push(systemProblem(name, 'folder', error))
      return []
    }
  }

  /** Reports the entries that have no name as text: none of them can be opened by name. */
  #refuseUndecodable(folder: NamedPath, names: readonly string[]): ReadonlySet<string> {
    if (!names.some((name) => name.includes('\uFFFD'))) return new Set()
    const entries = this.#io.disk.listUndecodable(folder.path)
    for (const { name, lossy, kind } of entries) {
      if (this.#settings.exclusions.covers(join(folder.path, lossy), kind === 'folder')) this.result.excluded++
      else if (kind === 'folder' || mayContain(lossy))
        this.result.problems.push(unreadable(join(folder.name, name), UNDECODABLE, 'rename it'))
    }
    return new Set(entries.map(({ lossy }) => lossy))
  }

  #skip(entry: NamedPath, reason: string, listed?: 'left out' | 'skipped'): void {
    this.result.skipped.push({ ...entry, reason, ...(listed === undefined ? {} : { listed }) })
  }

  async #enter(entry: NamedPath, base: string, folder: Folder, isChart: boolean): Promise<void> {
    const ignored = ignoredBy(folder.rules, entry.path, true)
    const own = isChart && base === 'templates' ? TEMPLATES : base === 'node_modules' ? DEPENDENCY : undefined
    const leftOut = folder.leftOut ?? (ignored === undefined ? own : IGNORED[ignored])
    const isGitIgnored = folder.onlyTracked === true || ignored === 'git'
    const tracking = isGitIgnored ? await this.#settings.askGit(entry.path) : 'unknown'
    if (tracking === 'untracked') return this.#skip(entry, IGNORED.git.reason)
    if (leftOut === TEMPLATES && folder.leftOut === undefined) this.#skip(entry, TEMPLATES.reason, 'skipped')
    const onlyTracked = isGitIgnored && tracking === 'tracked'
    await this.search({
      ...entry,
      rules: folder.rules,
      ...(leftOut === undefined ? {} : { leftOut }),
      ...(onlyTracked ? { onlyTracked } : {}),
    })
  }

  async #visit(entry: NamedPath, base: string, folder: Folder, isChart: boolean): Promise<void> {
    const { kindOf } = this.#io.disk
    const kind = kindOf(entry.path, 'stay')
    const mayMatter = mayContain(base) || this.#resources.has(entry.path)
    if (!mayMatter) this.#others.set(entry.path, () => this.#visit(entry, base, folder, isChart))
    if (base === '.git') return this.#skip(entry, 'not a folder of manifests')
    if (this.#settings.exclusions.covers(entry.path, kind === 'folder')) {
      this.result.excluded += kind === 'folder' ? countFiles(this.#io, entry.path) : mayMatter ? 1 : 0
      return this.#skip(entry, 'excluded')
    }
    if (kind === 'folder') return this.#enter(entry, base, folder, isChart)
    const ignored = ignoredBy(folder.rules, entry.path, false)
    const isGitIgnored = folder.onlyTracked === true || ignored === 'git'
    if ((mayMatter || kind === 'link') && isGitIgnored && (await this.#settings.askGit(entry.path)) === 'untracked')
      return this.#skip(entry, IGNORED.git.reason)
    if (kind === 'link') {
      const isListed = mayMatter || (folder.leftOut === undefined && kindOf(entry.path, 'follow') === 'folder')
      return this.#skip(entry, 'a symbolic link, which is not followed', isListed ? 'left out' : undefined)
    }
    if (!mayMatter) return this.#skip(entry, 'not a manifest, by its name')
    if (kind !== 'file') return this.#skip(entry, 'neither a file nor a folder', 'skipped')
    const leftOut = folder.leftOut ?? leftOutFile(base, ignored)
    this.result.candidates.push(leftOut === undefined ? entry : { ...entry, leftOut })
  }

  #readKustomization(folder: Folder, base: string): void {
    const [name, path] = [join(folder.name, base), join(folder.path, base)]
    if (this.#io.disk.kindOf(path, 'stay') !== 'file' || this.#settings.exclusions.covers(path, false)) return
    const named = attemptFile(this.result.problems, name, () => readKustomization(this.#io, folder.path, name, base))
    this.result.patches.push(...(named?.patches ?? []))
    for (const resource of named?.resources ?? []) this.#resources.add(resource)
  }

  /** Visits the resources of kustomizations again that were passed over because of their names. */
  async visitResources(): Promise<void> {
    const again = [...this.#resources].filter((path) => this.#others.has(path))
    this.result.skipped = this.result.skipped.filter(({ path }) => !again.includes(path))
    for (const path of again) await this.#others.get(path)?.()
    this.result.candidates.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  }

  async search(above: Folder): Promise<void> {
    const names = this.#namesIn(above)
    const folder = { ...above, rules: enterFolder(this.#io, above.rules, above.path, names) }
    const undecodable = this.#refuseUndecodable(folder, names)
    const isReadable = (base: string): boolean => this.#io.disk.kindOf(join(folder.path, base), 'stay') !== undefined
    if (names.length > undecodable.size && !names.some(isReadable))
      this.result.problems.push(unreadable(folder.name, 'the files in the folder cannot be read', 'check its mode'))
    const isChart = names.includes('Chart.yaml')
    for (const base of new Set(names)) {
      if (undecodable.has(base) && !isReadable(base)) continue
      if (KUSTOMIZATIONS.includes(base) && folder.leftOut === undefined) this.#readKustomization(folder, base)
      await this.#visit({ name: join(folder.name, base), path: join(folder.path, base) }, base, folder, isChart)
    }
  }
}

/** Makes a key that sorts paths as a search meets them: by the names in each folder. */
const orderOf = ({ path }: NamedPath): string => path.replaceAll(sep, '\0')

/**
 * Finds the files below a folder that may contain manifests, sorted by name: by their extensions, or because a kustomization
 * names them as resources. Chart templates, configuration files of tools,
 * and what `.gitignore`, `.helmignore` or the user names are left out, and symbolic links are not followed: nothing outside
 * of the folder is read, and loops are impossible. What cannot be read is a problem in the result.
 */
export const walk = async (io: Io, root: NamedPath, settings: WalkSettings): Promise<WalkResult> => {
  const search = new Walk(io, settings)
  await search.search({ ...root, rules: rulesAbove(io, root.path) })
  await search.visitResources()
  return search.result
}
