import test from 'ava'
import { run } from '../../testing.ts'

const LOCK = `apiVersion: casehard.dev/v1
kind: ImageLock
images:
  - image: redis:7.4
    digest: sha256:${'ab'.repeat(32)}
    platform: linux/amd64
    found: 2026-11-30
    config:
      user: "4711"
      volumes:
        - /data
`

const CONFIG = `apiVersion: casehard.dev/v1
kind: Hardening
metadata: {name: shop}
spec:
  images:
    - image: docker.io/library/redis
      memory: 3Gi
`

test('images show prints what the built-in facts say, with their source', async (t) => {
  const { code, stdout } = await run(['images', 'show', 'redis:7.4'])
  t.is(code, 0)
  t.regex(stdout, /^redis:7\.4\n {2}built-in facts: \S+/)
  t.regex(stdout, /^user +999 \[built-in facts\]$/m)
  t.regex(stdout, /^writable +\/data \(.*data.*\)/m)
})

test('the lock file precedes the built-in facts, and the configuration the lock file', async (t) => {
  const files = { '/project/casehard.images.yaml': LOCK, '/project/casehard.yaml': CONFIG }
  const { stdout } = await run(['images', 'show', '--format', 'json', 'redis:7.4'], { files })
  const { facts, proves, sources } = JSON.parse(stdout)
  t.false(proves)
  t.is(sources.length, 3)
  t.is(facts.memory.value, '3Gi')
  t.is(facts.memory.source, 'images in the configuration')
  t.is(facts.imageUser.value, 4711)
  t.regex(facts.imageUser.source, /^lock file, sha256:abababababab on 2026-11-30$/)
  t.regex(JSON.stringify(facts.imageUser.others), /built-in facts/)
})

test('of an unknown image, images show says what would make it known', async (t) => {
  const { code, stdout } = await run(['images', 'show', 'registry.example/team/none:1'])
  t.is(code, 1)
  t.is(
    stdout,
    'registry.example/team/none:1\n  nothing; casehard images lock looks the image up, and images: in the configuration describes it\n',
  )
  t.is((await run(['images', 'show'])).code, 2)
  t.is((await run(['images', 'show', 'a', 'b'])).code, 2)
  t.is((await run(['images', 'show', '--format', 'xml', 'a'])).code, 2)
})
