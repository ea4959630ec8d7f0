import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { parse } from 'yaml'
import { lookupIn, parseImageLock } from './image-lock.ts'
import { imageLockSchema } from './schema/image-lock.ts'

const digestOf = (n: number): string => `sha256:${String(n).padStart(64, '0')}`

const entry = (image: string, n: number, more = ''): string => `  - image: ${image}
    digest: ${digestOf(n)}
    manifest: ${digestOf(n + 100)}
    platform: linux/amd64
    found: 2026-11-30
    config:
      command: [sh]
${more}`

const lock = (...entries: string[]): string =>
  `apiVersion: casehard.dev/v1\nkind: ImageLock\nimages:\n${entries.join('')}`

const LOCK = lock(
  entry('docker.io/library/nginx:1.29', 1),
  entry('redis', 2),
  entry(`registry.test/a/app:1@${digestOf(3)}`, 3),
  entry('registry.test/a/app:2', 4),
  entry('registry.test/b/app:2', 5),
)

const find = (text: string, reference: string): string[] =>
  lookupIn('lock.yaml', text)(reference).map(({ digest }) => digest)

test('an image is found by its name and tag in any spelling, or by its digest, never by another tag', (t) => {
  const expected: [string, number[]][] = [
    ['nginx:1.29', [1]],
    ['docker.io/nginx:1.29', [1]],
    ['nginx:1.28', []],
    ['nginx', []],
    ['redis:latest', [2]],
    ['library/redis', [2]],
    ['registry.test/a/app:1', []],
    ['registry.test/a/app:2', [4]],
    ['registry.test/b/app:2', [5]],
    ['registry.test/c/app:2', []],
    [`other.test/copy@${digestOf(4)}`, [4]],
    [`registry.test/a/app:9@${digestOf(104)}`, [4]],
    [`registry.test/a/app:2@${digestOf(9)}`, []],
  ]
  for (const [reference, numbers] of expected) t.deepEqual(find(LOCK, reference), numbers.map(digestOf), reference)
})

test('a file in another layout is read as a whole and gives the same', (t) => {
  const layouts = [
    LOCK.replaceAll('\n', '\r\n'),
    JSON.stringify(parse(LOCK)),
    LOCK.replace('apiVersion: casehard.dev/v1\nkind: ImageLock', 'kind: ImageLock\napiVersion: casehard.dev/v1'),
    LOCK.replaceAll('\n  ', '\n'),
  ]
  for (const text of layouts) t.deepEqual(find(text, 'registry.test/a/app:2'), [digestOf(4)], text.slice(0, 60))
})

test('an entry that somebody edited is found', (t) => {
  const edits: [string, string, string][] = [
    ['- image: redis', '- image: "redis"', 'redis'],
    ['- image: redis', "- image: 'redis:latest'", 'docker.io/redis'],
    ['- image: redis', '- image: redis # the cache', 'redis'],
    ['- image: redis', '- image:\n      redis', 'redis'],
    ['- image: redis\n', '- image: redis\r\n', 'redis'],
    [`- image: redis\n    digest: ${digestOf(2)}`, `- digest: ${digestOf(2)}\n    image: redis`, 'redis'],
    [`- image: redis\n    digest: ${digestOf(2)}`, `- digest: ${digestOf(2)}\n    image: redis`, `a@${digestOf(2)}`],
    ['platform: linux/amd64', '# by hand\n    platform: linux/amd64', 'redis'],
    ['command: [sh]', 'command: ["a \\"b\\""]', 'redis'],
  ]
  for (const [from, to, reference] of edits) {
    const text = LOCK.replaceAll(from, to)
    t.not(text, LOCK)
    t.deepEqual(find(text, reference), [digestOf(2)], to)
  }
})

test('an entry is found whose name has a comment, or is written in another way than the other names', (t) => {
  const name = '- image: registry.test/a/app:2\n'
  for (const written of [
    '- image: registry.test/a/app:2 # see registry.test/a\n',
    '-\n    image: registry.test/a/app:2\n',
    '- image: "registry.test/a/\\u0061pp:2"\n',
    '- image: >-\n      registry.test/a/app:2\n',
    '- image: &app registry.test/a/app:2\n',
  ])
    t.deepEqual(find(LOCK.replace(name, written), 'registry.test/a/app:2'), [digestOf(4)], written)
})

test('a number with a leading zero is read as in the whole file', (t) => {
  const text = lock(
    entry('redis', 2, '    files:\n      shell: true\n      accounts:\n        - {name: app, uid: 01000, gid: 1000}\n'),
  )
  t.deepEqual(lookupIn('lock.yaml', text)('redis'), parseImageLock('lock.yaml', text).images)
})

test('only the entries that are asked for are read: a broken one fails where it is asked for', (t) => {
  const broken = lock(entry('a:1', 1), entry('b:1', 2, '      extra: 1\n'))
  t.deepEqual(find(broken, 'a:1'), [digestOf(1)])
  t.throws(() => find(broken, 'b:1'), { message: /^lock\.yaml:18:7: / })
  t.throws(() => parseImageLock('lock.yaml', broken), { message: /^lock\.yaml:18:7: / })
})

test('words that YAML 1.1 reads as booleans are names in a lock file', (t) => {
  const text = lock(entry('a:1', 1, '      env: [NO, y]\n'))
  t.deepEqual(lookupIn('lock.yaml', text)('a:1')[0]?.config.env, ['NO', 'y'])
})

test('the published schema and casehard accept the same lock files', (t) => {
  const isValid = new Ajv2020({ strict: true }).compile(imageLockSchema)
  t.true(isValid(parse(LOCK)))
  const faults = [
    'image: 1',
    'digest: abc',
    'found: today',
    'config: {user: 0}',
    'files: {}',
    'files: {shell: true, setuid: [ping]}',
    'more: 1',
  ]
  for (const fault of faults) {
    const [key = ''] = fault.split(':')
    const value = parse(lock(entry('a:1', 1)))
    value.images[0][key] = parse(fault)[key]
    t.false(isValid(value), fault)
    t.throws(() => parseImageLock('lock.yaml', JSON.stringify(value)), { name: 'ConfigurationError' }, fault)
  }
})
