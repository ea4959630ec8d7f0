import { ImageError } from '../errors.ts'
import type { LayerEntry } from '../layer/layer.ts'

/** A file or directory of an image. Hard links share it. */
export interface Node extends Omit<LayerEntry, 'path' | 'type'> {
  type: 'file' | 'directory' | 'symlink' | 'other'
  /** Of a directory, by name. */
  children?: Map<string, Node>
}

const WHITEOUT = '.wh.'
/** https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
const OPAQUE = '.wh..wh..opq'

/** As many links as Linux follows in one path. */
const MOST_LINKS = 40

/** Files and directories of an image, with those that paths imply. The largest images that are known have some 500,000. */
const MOST_NODES = 2_000_000

const newDirectory = (): Node => ({ type: 'directory', mode: 0o755, uid: 0, gid: 0, children: new Map() })

const split = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.')

/** The files of an image: its layers, applied in order. */
export class Tree {
  readonly root: Node = newDirectory()
  private added = 0

  /**
   * Returns the path without links and the node there; undefined if there is none.
   * @param last whether to follow a link that the path ends with
   */
  resolve(path: string, last: 'follow' | 'stay' = 'follow'): { path: string; node: Node } | undefined {
    let waiting = split(path)
    let links = 0
    const names: string[] = []
    const nodes: Node[] = [this.root]
    while (waiting.length > 0) {
      const [name = '', ...rest] = waiting
      waiting = rest
      if (name === '..') {
        names.pop()
        if (nodes.length > 1) nodes.pop()
        continue
      }
      const node = nodes.at(-1)?.children?.get(name)
      if (node === undefined) return undefined
      if (node.type === 'symlink' && (rest.length > 0 || last === 'follow')) {
        links++
        const target = node.target ?? ''
        if (links > MOST_LINKS || target === '') return undefined
        if (target.startsWith('/')) {
          names.length = 0
          nodes.length = 1
        }
        waiting = [...split(target), ...rest]
        continue
      }
      names.push(name)
      nodes.push(node)
    }
    return { path: `/${names.join('/')}`, node: nodes.at(-1) as Node }
  }

  /** Applies a layer: its whiteouts to what is below it, then its entries. Throws an `ImageError` for a tree too large. */
  apply(entries: readonly LayerEntry[]): void {
    for (const { path } of entries) {
      const [folder, name] = splitLast(path)
      if (!name.startsWith(WHITEOUT)) continue
      const children = this.resolve(folder)?.node.children
      if (name === OPAQUE) children?.clear()
      else children?.delete(name.slice(WHITEOUT.length))
    }
    for (const entry of entries) if (!splitLast(entry.path)[1].startsWith(WHITEOUT)) this.add(entry)
  }

  /** Returns the directory at a path, with links followed; creates what is missing, as root. */
  private directoryAt(path: string): Node {
    let at = this.root
    let walked = ''
    for (const name of split(path)) {
      walked += `/${name}`
      const child = at.children?.get(name)
      const found = child?.type === 'symlink' ? this.resolve(walked)?.node : child
      if (found?.children === undefined) {
        const created = newDirectory()
        this.set(at, name, created)
        at = created
      } else at = found
    }
    return at
  }

  private set(folder: Node, name: string, node: Node): void {
    if (++this.added > MOST_NODES)
      throw new ImageError(`the image has more than ${MOST_NODES} files and directories; use --config-only`)
    folder.children?.set(name, node)
  }

  private add({ path, ...entry }: LayerEntry): void {
    const [folder, name] = splitLast(path)
    if (path === '') return void (entry.type === 'directory' && Object.assign(this.root, withoutType(entry)))
    const parent = this.directoryAt(folder)
    if (entry.type === 'link') {
      const target = this.resolve(entry.target ?? '', 'stay')?.node
      this.set(parent, name, target ?? { ...entry, type: 'file' })
    } else if (entry.type === 'directory') {
      const before = parent.children?.get(name)
      this.set(parent, name, { ...entry, type: 'directory', children: before?.children ?? new Map() })
    } else this.set(parent, name, { ...entry, type: entry.type })
  }
}

const withoutType = ({ type: _, ...rest }: Omit<LayerEntry, 'path'>): Omit<LayerEntry, 'path' | 'type'> => rest

const splitLast = (path: string): [folder: string, name: string] => {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)]
}

/** Calls a function for each node below a directory, before its children, until that returns false for it. */
export const walkTree = (
  node: Node,
  path: string,
  visit: (node: Node, path: string, above: readonly Node[]) => boolean,
  above: readonly Node[] = [],
): void => {
  for (const [name, child] of node.children ?? []) {
    const at = `${path === '/' ? '' : path}/${name}`
    const parents = [...above, node]
    if (visit(child, at, parents)) walkTree(child, at, visit, parents)
  }
}
