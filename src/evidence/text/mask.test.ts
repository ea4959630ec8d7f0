import test from 'ava'
import type { Json } from '../../model.ts'
import { MASK, maskOperations, maskSecrets } from './mask.ts'

const masked: [title: string, value: Json, after: Json][] = [
  ['the value of a variable', { name: 'DB_PASSWORD', value: 'x' }, { name: 'DB_PASSWORD', value: MASK }],
  ['a number under a name', { password: 5, port: 5 }, { password: MASK, port: 5 }],
  ['everything below a name', { credentials: { user: ['x'] } }, { credentials: { user: [MASK] } }],
  ['the item after a flag', ['--password', 'x', 'y'], ['--password', MASK, 'y']],
  ['an assignment', ['--db-pwd=x', 'PASSWORD=x', '--port=1'], [MASK, MASK, '--port=1']],
  ['a command line', ['sh', 'mysql --password x'], ['sh', MASK]],
  ['a URL with a password', ['redis://:x@host/1', 'https://host/@scope/x'], [MASK, 'https://host/@scope/x']],
  ['an address with a password', ['app:x@tcp(db)/app', 'user:x@host'], [MASK, MASK]],
  [
    'a Secret',
    { kind: 'Secret', data: { a: 'eA==' }, type: 'Opaque' },
    { kind: 'Secret', data: { a: MASK }, type: 'Opaque' },
  ],
  ['a Secret in an annotation', { last: '{"kind":"Secret","data":{"a":"x"}}' }, { last: MASK }],
  ['text of a file', { file: 'user: app\npassword: x\n' }, { file: MASK }],
  ['a key', { file: '-----BEGIN RSA PRIVATE KEY-----\nx' }, { file: MASK }],
  ['a header', ['Authorization: Bearer abcdef'], [MASK]],
  [
    'the value of a Secret elsewhere',
    [{ kind: 'Secret', stringData: { a: 'hunter2' }, data: { b: 'aHVudGVyMw==' } }, 'hunter2', 'x hunter3 y'],
    [{ kind: 'Secret', stringData: { a: MASK }, data: { b: MASK } }, MASK, MASK],
  ],
]

for (const [title, value, after] of masked) test(`${title} is masked`, (t) => t.deepEqual(maskSecrets(value), after))

const kept: [title: string, value: Json][] = [
  ['references to Secrets', { secretKeyRef: { name: 'db', key: 'password' }, imagePullSecrets: [{ name: 'pull' }] }],
  ['volumes of Secrets', [{ secret: { secretName: 'db', items: [{ key: 'token', path: 'token' }] } }]],
  ['switches', { automountServiceAccountToken: false, topologyKey: 'kubernetes.io/hostname' }],
  ['selectors and tolerations', [{ key: 'a/b', operator: 'Exists', effect: 'NoSchedule' }]],
  ['an image whose name looks like that of a secret', { image: 'docker.io/bitnami/keycloak:26.3.3' }],
  ['images', ['registry.example/x:1@sha256:abc', 'registry.example:5000/x:1']],
  ['paths and commands', ['/var/run/secrets/token', 'nginx -g daemon', 'echo a: b']],
]

for (const [title, value] of kept)
  test(`${title} are the same value after masking`, (t) => t.is(maskSecrets(value), value))

test('operations are masked by their path, and marked', (t) => {
  const add = { op: 'add', path: '/metadata/labels/api-key', value: 'x' } as const
  const other = { op: 'add', path: '/spec/replicas', value: 1 } as const
  const remove = { op: 'remove', path: '/spec/token' } as const
  t.deepEqual(maskOperations([add, other, remove]), [{ ...add, value: MASK, masked: true }, other, remove])
})

test('a long text and a deeply nested one are searched without a delay and without an error', (t) => {
  const texts = [
    'x'.repeat(2e6),
    ' '.repeat(2e6),
    '://a:'.repeat(4e4),
    'a.'.repeat(1e6),
    `${'['.repeat(1e5)}${']'.repeat(1e5)}`,
    'a:'.repeat(1e5),
  ]
  const start = Date.now()
  for (const text of texts) maskSecrets({ text })
  t.true(Date.now() - start < 5000)
})
