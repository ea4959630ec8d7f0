import test from 'ava'
import fc from 'fast-check'
import type { LayerEntry } from '../layer/layer.ts'
import { Tree, walkTree } from './tree.ts'

const file = (path: string, mode = 0o644): LayerEntry => ({ path, type: 'file', mode, uid: 0, gid: 0 })
const folder = (path: string): LayerEntry => ({ path, type: 'directory', mode: 0o755, uid: 0, gid: 0 })

const listed = (tree: Tree): string[] => {
  const found: string[] = []
  walkTree(tree.root, '/', ({ type, mode }, path) => {
    found.push(`${path} ${type} ${mode.toString(8)}`)
    return true
  })
  return found.sort()
}

/** Applies layers to a map of paths, without a tree. */
const applyPlainly = (layers: readonly LayerEntry[][]): string[] => {
  let files = new Map<string, LayerEntry>()
  const parentsOf = (path: string): string[] =>
    path
      .split('/')
      .slice(0, -1)
      .map((_, i, parts) => parts.slice(0, i + 1).join('/'))
  for (const layer of layers) {
    for (const { path } of layer) {
      const name = path.split('/').at(-1) ?? ''
      const above = path.slice(0, -name.length)
      if (name === '.wh..wh..opq')
        files = new Map(
          [...files].filter(([other]) => !other.startsWith(above) || files.get(above.slice(0, -1))?.type === 'file'),
        )
      else if (name.startsWith('.wh.')) {
        const gone = above + name.slice(4)
        files = new Map([...files].filter(([other]) => other !== gone && !other.startsWith(`${gone}/`)))
      }
    }
    for (const entry of layer) {
      if (entry.path.split('/').at(-1)?.startsWith('.wh.')) continue
      for (const parent of parentsOf(entry.path))
        if (files.get(parent)?.type !== 'directory') files.set(parent, folder(parent))
      if (entry.type === 'file') files = new Map([...files].filter(([other]) => !other.startsWith(`${entry.path}/`)))
      files.set(entry.path, entry)
    }
  }
  return [...files].map(([path, { type, mode }]) => `/${path} ${type} ${mode.toString(8)}`).sort()
}

const NAMES = ['a', 'b', '.wh.a', '.wh.b', '.wh..wh..opq']

const entries = fc.array(
  fc
    .tuple(
      fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
      fc.constantFrom(...NAMES),
      fc.boolean(),
      fc.constantFrom(0o600, 0o644, 0o755),
    )
    .map(([above, name, isFile, mode]): LayerEntry => {
      const path = [...above, name].join('/')
      return isFile || name.startsWith('.wh.') ? file(path, mode) : { ...folder(path), mode }
    }),
  { maxLength: 8 },
)

test('layers in a tree give what layers in a plain map give', (t) => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 4 }), (layers) => {
      const tree = new Tree()
      for (const layer of layers) tree.apply(layer)
      t.deepEqual(listed(tree), applyPlainly(layers))
    }),
    { numRuns: 500 },
  )
})

test('a whiteout hides what is below its layer, not what is in it', (t) => {
  const tree = new Tree()
  tree.apply([file('etc/a'), file('etc/b')])
  tree.apply([file('etc/c'), file('etc/.wh..wh..opq')])
  t.deepEqual(listed(tree), ['/etc directory 755', '/etc/c file 644'])
})

test('links are followed, absolute ones from the root of the image, and loops end', (t) => {
  const link = (path: string, target: string): LayerEntry => ({ ...file(path), type: 'symlink', target })
  const tree = new Tree()
  tree.apply([
    link('bin', 'usr/bin'),
    file('usr/bin/dash', 0o755),
    link('usr/bin/sh', '/bin/dash'),
    link('x', 'y'),
    link('y', 'x'),
  ])
  t.is(tree.resolve('/bin/sh')?.path, '/usr/bin/dash')
  t.is(tree.resolve('/../../bin/sh')?.path, '/usr/bin/dash')
  t.is(tree.resolve('/x/z'), undefined)
})

test('a hard link has mode, owner and capabilities of its target in a lower layer', (t) => {
  const capabilities = { capabilities: ['NET_RAW'], effective: true }
  const tree = new Tree()
  tree.apply([{ ...file('bin/ping', 0o755), uid: 7, capabilities }])
  tree.apply([{ ...file('bin/ping6'), type: 'link', target: 'bin/ping' }])
  t.like(tree.resolve('/bin/ping6')?.node, { mode: 0o755, uid: 7, capabilities })
})

test('a path that implies folders below a link ends in the folder that the link leads to', (t) => {
  const tree = new Tree()
  const link: LayerEntry = { ...file('lib', 0o777), type: 'symlink', target: 'usr/lib' }
  tree.apply([folder('usr'), folder('usr/lib'), link, file('lib/deep/er/a')])
  t.is(tree.resolve('/usr/lib/deep/er/a')?.path, '/usr/lib/deep/er/a')
})

test('an image whose paths imply too many folders is refused before they fill the memory', (t) => {
  const tree = new Tree()
  const deep = 'a/'.repeat(199)
  const layer = (start: number): LayerEntry[] => Array.from({ length: 1000 }, (_, i) => file(`${start + i}/${deep}a`))
  const error = t.throws(() => {
    for (let start = 0; start < 20_000; start += 1000) tree.apply(layer(start))
  })
  t.regex(error?.message ?? '', /^the image has more than 2000000 files and directories; use --config-only$/)
})
