import test from 'ava'
import { type RunSetup, run } from '../testing.ts'

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: registry.test/team/web:1
`

const LOCK = `apiVersion: casehard.dev/v1
kind: ImageLock
images:
  - image: registry.test/team/web:1
    digest: sha256:${'0'.repeat(64)}
    platform: linux/amd64
    found: 2026-11-30
    config:
      user: app
    files:
      shell: true
      accounts:
        - name: app
          uid: 1234
          gid: 1234
      writable:
        - user: 1234
          paths: [/data]
      seeded: [/data]
`

/** A repository with a lock file in a folder. */
const repository = (folder = '/project', more: RunSetup = {}): RunSetup => ({
  stdin: POD,
  cwd: '/project/charts',
  ...more,
  files: { '/project/.git': '', '/project/charts/a': '', [`${folder}/casehard.images.yaml`]: LOCK, ...more.files },
})

const USER = /^ +runAsUser: 1234$/m

test('the lock file is found in the working directory, above it up to the repository, and beside the configuration', async (t) => {
  for (const folder of ['/project', '/project/charts'])
    t.regex((await run([], repository(folder))).stdout, USER, folder)
  t.notRegex((await run([], repository('/'))).stdout, USER)
  const files = { '/shared/casehard.yaml': 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {}\n' }
  t.regex((await run(['--config', '/shared/casehard.yaml'], repository('/shared', { files }))).stdout, USER)
  t.notRegex((await run(['--config', '/shared/casehard.yaml'], repository('/project', { files }))).stdout, USER)
})

test('--images and its variable name the lock file, and none turns it off', async (t) => {
  const files = { '/other/lock.yaml': LOCK }
  t.regex((await run(['--images', '/other/lock.yaml'], repository('/', { files }))).stdout, USER)
  t.regex((await run([], repository('/', { files, env: { CASEHARD_IMAGES: '/other/lock.yaml' } }))).stdout, USER)
  t.notRegex((await run(['--images', 'none'], repository())).stdout, USER)
})

test('a lock file that was found is named where it is evidence against a change, and one that is named is not', async (t) => {
  const line = /^casehard: \.\.\/casehard\.images\.yaml is evidence against 1 change$/m
  t.regex((await run([], repository())).stderr, line)
  t.notRegex((await run(['--images', '../casehard.images.yaml'], repository())).stderr, /is evidence against/)
})

test('a lock file that cannot be read or is broken fails the run, with its place and the next step', async (t) => {
  const missing = await run(['--images', 'no.yaml'], repository())
  t.deepEqual([missing.code, missing.stdout], [2, ''])
  t.regex(missing.stderr, /^casehard: no\.yaml: the lock file cannot be read \(.*\); check the name, .*--images none$/m)
  const large = { '/project/casehard.images.yaml': LOCK.padEnd((16 << 20) + 1) }
  t.regex((await run([], repository('/project', { files: large }))).stderr, /\(it is larger than 16 MB\)/)
  const wrong = { '/project/casehard.images.yaml': LOCK.replace('uid: 1234', 'uid: many') }
  const broken = await run([], repository('/project', { files: wrong }))
  t.deepEqual([broken.code, broken.stdout], [2, ''])
  t.regex(
    broken.stderr,
    /^\.\.\/casehard\.images\.yaml:14:16: "images\[0\]\.files\.accounts\[0\]\.uid" is text; it must be/m,
  )
})

test('--pin writes the digest of the lock file, and explain quotes it', async (t) => {
  const digest = `sha256:${'0'.repeat(64)}`
  t.true((await run(['--pin'], repository())).stdout.includes(`registry.test/team/web:1@${digest}`))
  t.false((await run([], repository())).stdout.includes(digest))
  const { stdout } = await run(['explain', 'Pod/web'], repository())
  t.true(stdout.replace(/\s+/g, ' ').includes(`registry.test/team/web:1 was ${digest} on 2026-11-30`))
})

test('config init proposes nothing for an image that the lock file knows', async (t) => {
  const entry = /image: "?registry\.test\/team\/web/
  t.notRegex((await run(['config', 'init'], repository())).stdout, entry)
  t.regex((await run(['config', 'init', '--images', 'none'], repository())).stdout, entry)
})

test('a lock file that was found and belongs to another user is refused, and one of root is used', async (t) => {
  const owned = (owner: number) => repository('/project', { owners: { '/project/casehard.images.yaml': owner } })
  t.regex((await run([], owned(0))).stdout, USER)
  const refused = await run([], owned(1001))
  t.deepEqual([refused.code, refused.stdout], [2, ''])
  t.regex(refused.stderr, /belongs to another user; name it with --images FILE if you trust it, or use --images none$/m)
  t.regex((await run(['--images', '../casehard.images.yaml'], owned(1001))).stdout, USER)
})
