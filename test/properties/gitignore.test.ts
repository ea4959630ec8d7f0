import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'ava'
import { execaSync } from 'execa'
import fc from 'fast-check'
import { type WalkSettings, walk } from '../../cmd/files/search/walk.ts'
import { processIo } from '../../cmd/io/process-io.ts'

const NAMES = ['a.yaml', 'b.yaml', 'ab.yaml', 'b b.yaml', '#a.yaml', '!b.yaml', 'É.yaml']
const FOLDERS = ['', 'a/', 'b/', 'a/b/', 'a/b/a/', 'b/a/']
const FILES = FOLDERS.flatMap((folder) => NAMES.map((name) => folder + name))

const PIECES = [
  'a',
  'b',
  '*',
  '**',
  '?',
  '[ab]',
  '[!a]',
  '*.yaml',
  'a.yaml',
  'b.yaml',
  '\\#a.yaml',
  '\\!b.yaml',
  'É.yaml',
]

/** A line of an ignore file: a path of pieces, maybe rooted, maybe for folders, maybe negated. */
const line = fc
  .tuple(
    fc.constantFrom('', '', '!'),
    fc.constantFrom('', '', '/'),
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '', '/', ' '),
  )
  .map(([sign, root, pieces, end]) => sign + root + pieces.join('/') + end)

const ignoreFiles = fc.dictionary(fc.constantFrom(...FOLDERS), fc.array(line, { maxLength: 4 }), { maxKeys: 3 })

/** A repository with the files above; without any content, since only names are asked for. */
const makeRepository = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'casehard-git-'))
  execaSync('git', ['init', '--quiet', root])
  for (const file of FILES) {
    mkdirSync(join(root, dirname(file)), { recursive: true })
    writeFileSync(join(root, file), '')
  }
  return root
}

/** What git would add; NUL keeps it from quoting names. */
const listedByGit = (root: string): string[] =>
  execaSync('git', ['-c', 'core.excludesFile=', 'ls-files', '--others', '--exclude-standard', '-z'], { cwd: root })
    .stdout.split('\0')
    .filter((file) => file.endsWith('.yaml'))
    .sort()

test('a search skips exactly the files that git ignores', async (t) => {
  const root = makeRepository()
  const settings: WalkSettings = { exclusions: { covers: () => false }, askGit: async () => 'untracked' }
  const differs = async (rules: Record<string, string[]>): Promise<boolean> => {
    const written = Object.entries(rules).map(([folder, lines]) => [join(root, folder, '.gitignore'), lines] as const)
    for (const [path, lines] of written) writeFileSync(path, `${lines.join('\n')}\n`)
    const { candidates } = await walk(processIo(), { name: '.', path: root }, settings)
    const found = candidates.map(({ name }) => name).sort()
    const wanted = listedByGit(root)
    for (const [path] of written) rmSync(path)
    return found.join('\n') !== wanted.join('\n')
  }
  await t.notThrowsAsync(() =>
    fc.assert(
      fc.asyncProperty(ignoreFiles, async (rules) => !(await differs(rules))),
      { seed: 7, numRuns: 150 },
    ),
  )
  rmSync(root, { recursive: true })
})
