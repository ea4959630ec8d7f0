import test from 'ava'
import type { ImageFacts } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { imageOf } from './facts.ts'

const FACTS: ImageFacts[] = [
  { image: 'docker.io/library/nginx', status: 'verified', imageUser: 0, user: 101, writable: [{ path: '/tmp' }] },
  { image: 'docker.io/bitnami/nginx', status: 'observed', user: 1001, writable: [{ path: '/opt/bitnami/nginx/tmp' }] },
  { image: 'docker.io/library/caddy', status: 'unverified', imageUser: 0, user: 1000 },
  { image: 'docker.io/library/db', tags: { without: 'alpine' }, status: 'verified', imageUser: 0, user: 999 },
  { image: 'docker.io/library/db', tags: { with: 'alpine' }, status: 'verified', imageUser: 0, user: 70 },
  { image: 'docker.io/team/old', status: 'verified', stored: '2021', user: 11 },
  {
    image: 'docker.io/team/versions',
    tags: { from: '2', below: '5', without: 'slim' },
    status: 'verified',
    imageUser: 'two',
  },
  { image: 'docker.io/team/versions', tags: { from: '8', without: 'slim' }, status: 'verified', imageUser: 'eight' },
  { image: 'docker.io/team/same', mirrors: ['ghcr.io/team/same'], status: 'verified', user: 12 },
  { image: 'docker.io/family/*', status: 'verified', root: 'an init program' },
  { image: 'docker.io/family/one', status: 'verified', user: 14 },
  {
    image: 'docker.io/team/depends',
    status: 'verified',
    user: 13,
    readOnlyRoot: true,
    conditional: [
      { whenEntrypoint: true, unlessEnv: ['SKIP_A', 'SKIP_B'], root: 'sets capabilities', readOnlyRoot: false },
      { whenCommand: ['cron.sh', 'crond'], root: 'changes groups' },
    ],
    writable: [{ path: '/conf', whenEnv: 'REDIS' }, { path: '/data' }],
  },
  { image: 'docker.io/team/sidecar', status: 'observed', user: 10, readOnlyRoot: true },
  { image: 'quay.io/team/sidecar', status: 'observed', user: 20, readOnlyRoot: true },
  { image: 'docker.io/team/agent', status: 'observed', root: 'charts run it as root' },
]

const known = (image: string, own: readonly ImageFacts[] = []) => {
  const pod = podFrom(`{kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: "${image}"}]}}`)
  return imageOf(pod, pod.containers[0] as (typeof pod.containers)[number], contextWith({}, [...own, ...FACTS]))
}

test('facts about an image prove a change, with the image as their place', (t) => {
  const nginx = known('nginx:1.29')
  t.like(nginx, { image: 'nginx:1.29', proves: true, facts: { user: 101 } })
  t.deepEqual(nginx?.cite('nginx works as 101'), {
    source: 'image-facts',
    text: 'nginx works as 101',
    at: { document: 0, pointer: '/spec/containers/0/image' },
  })
})

test('general knowledge about an image proves nothing', (t) => {
  t.like(known('caddy'), { proves: false, facts: { user: 1000 } })
})

test('facts about a Bitnami image apply to bitnami, bitnamilegacy and bitnamisecure, never to the upstream image', (t) => {
  for (const folder of ['bitnami', 'bitnamilegacy', 'bitnamisecure'])
    t.like(known(`docker.io/${folder}/nginx:1.29.1-debian-12-r0`), { proves: true, facts: { user: 1001 } })
  t.is(known('nginx')?.facts.user, 101)
  t.is(known('registry.example/proxy/library/nginx')?.facts.user, 101)
  t.is(known('registry.example/bitnami/nginx')?.facts.user, 1001)
  t.is(known('nginxinc/nginx'), undefined)
})

test('a mirror may have another image, so its facts prove nothing', (t) => {
  t.like(known('harbor.example/hub-proxy/library/nginx:1@sha256:00'), { proves: false, facts: { user: 101 } })
  t.is(known('registry.example/nginx'), undefined)
})

test('for a mirror of two images with the same name, only facts on which both agree apply', (t) => {
  t.like(known('registry.example/team/sidecar'), { proves: false, facts: { readOnlyRoot: true } })
  t.is(known('registry.example/team/sidecar')?.facts.user, undefined)
  t.is(known('quay.io/team/sidecar')?.facts.user, 20)
})

test('the variant of a tag has its own facts, and a bare digest those on which all variants agree', (t) => {
  t.is(known('db:17')?.facts.user, 999)
  t.is(known('db:17-alpine')?.facts.user, 70)
  t.is(known('db:17-alpine@sha256:00')?.facts.user, 70)
  t.like(known('db@sha256:00'), { proves: false, facts: { imageUser: 0 } })
  t.is(known('db@sha256:00')?.facts.user, undefined)
})

const own = (entry: Partial<ImageFacts>): ImageFacts => ({ image: 'nginx', status: 'configured', ...entry })

test("the user's own facts win field by field, and their writable paths replace the built-in ones", (t) => {
  const found = known('nginx:1', [own({ user: 10001, writable: [{ path: '/cache' }] })])
  t.like(found, { proves: true, facts: { user: 10001, imageUser: 0, writable: [{ path: '/cache' }] } })
  t.is(found?.facts.writable?.length, 1)
})

test("a user's exact name precedes a pattern, and an earlier entry a later one", (t) => {
  const entries = [own({ image: '*/nginx', user: 1 }), own({ user: 2 }), own({ user: 3, group: 3 })]
  t.like(known('nginx', entries)?.facts, { user: 2, group: 3 })
})

test('a pattern matches the full and the short spelling of an image', (t) => {
  for (const image of ['docker.io/library/ngin?', 'library/*', 'ngin*', '*'])
    t.is(known('nginx:1', [own({ image, user: 5 })])?.facts.user, 5, image)
  t.is(known('bitnamilegacy/nginx', [own({ image: 'docker.io/bitnamilegacy/*', user: 5 })])?.facts.user, 5)
  t.is(known('registry.example/a/b', [own({ image: 'registry.example/*', user: 5 })])?.facts.user, 5)
  t.is(known('nginx', [own({ image: 'nginx?', user: 5 })])?.facts.user, 101)
})

test("the user's own facts do not apply to mirrors", (t) => {
  const entry = own({ image: 'registry.example/team/app', user: 5 })
  t.is(known('registry.example/team/app:v1', [entry])?.facts.user, 5)
  t.is(known('other.example/team/app:v1', [entry]), undefined)
})

test('a user overrides the fact that an image must run as root, and vice versa', (t) => {
  const agent = known('team/agent', [own({ image: 'team/agent', user: 5 })])
  t.is(agent?.facts.user, 5)
  t.is(agent?.facts.root, undefined)
  const nginx = known('nginx', [own({ root: 'binds a raw socket' })])
  t.is(nginx?.facts.user, undefined)
  t.is(nginx?.facts.root, 'binds a raw socket')
})

test('facts prove only for a tag with a version that they speak of', (t) => {
  for (const image of ['nginx', 'nginx:latest', 'nginx:stable', 'nginx@sha256:00', 'nginx:7f3e9a1'])
    t.like(known(image), { proves: false, facts: { user: 101 } }, image)
  t.true(known('nginx:1.29@sha256:00')?.proves)
  t.false(known('team/old:1')?.proves)
})

test('for a version of which no entry speaks the nearest one of its variant applies and proves nothing', (t) => {
  const user = (image: string) => [known(image)?.facts.imageUser, known(image)?.proves]
  t.deepEqual(user('team/versions:3'), ['two', true])
  t.deepEqual(user('team/versions:1'), ['two', false])
  t.deepEqual(user('team/versions:5'), ['two', false])
  t.deepEqual(user('team/versions:9'), ['eight', true])
  t.deepEqual(user('team/versions:7'), ['two', false])
  t.is(known('team/versions:3-slim'), undefined)
})

test('the names of mirrors that an entry lists are the same image', (t) => {
  t.like(known('ghcr.io/team/same:1'), { proves: true, facts: { user: 12 } })
})

test('an entry of an image precedes that of its family, which proves nothing', (t) => {
  t.like(known('family/one:1'), { proves: true, facts: { user: 14, root: undefined } })
  t.like(known('family/two:1'), { proves: false, facts: { root: 'an init program' } })
  t.is(known('other/family/two:1'), undefined)
})

/** The facts about an image that depends on its container, with these fields. */
const conditional = (fields: string, map = '{}') => {
  const pod = podFrom(
    `{kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: "team/depends:1", ${fields}}]}}`,
  )
  const configMaps = [objectFrom(`{apiVersion: v1, kind: ConfigMap, metadata: {name: env}, data: ${map}}`)]
  return imageOf(pod, pod.containers[0] as (typeof pod.containers)[number], contextWith({ configMaps }, FACTS))?.facts
}

test('facts under a condition replace the others only where the container meets it', (t) => {
  t.like(conditional(''), { root: 'sets capabilities', user: undefined, readOnlyRoot: false })
  for (const fields of [
    'command: [app]',
    'command: [sh, -c, app]',
    'env: [{name: SKIP_A, value: "1"}, {name: SKIP_B, valueFrom: {secretKeyRef: {name: s, key: k}}}]',
  ])
    t.like(conditional(fields), { root: undefined, user: 13, readOnlyRoot: true }, fields)
  for (const fields of [
    'command: [docker-entrypoint.sh, app]',
    'command: [tini, --, /usr/local/bin/entrypoint.sh]',
    'env: [{name: SKIP_A, value: "1"}]',
    'env: [{name: SKIP_A, value: "1"}, {name: SKIP_B, value: ""}]',
  ])
    t.is(conditional(fields)?.root, 'sets capabilities', fields)
  for (const fields of ['command: [/cron.sh]', 'command: [sh, -c, "sleep 5; exec busybox crond -f"]'])
    t.is(conditional(fields)?.root, 'changes groups', fields)
})

test('a path under a condition is one that the image writes to only where the container meets it', (t) => {
  const paths = (fields: string, map?: string) => conditional(fields, map)?.writable?.map(({ path }) => path)
  t.deepEqual(paths(''), ['/data'])
  t.deepEqual(paths('env: [{name: REDIS, value: r}]'), ['/conf', '/data'])
  const from = 'envFrom: [{configMapRef: {name: env}}]'
  t.deepEqual(paths(from, '{REDIS: r}'), ['/conf', '/data'])
  t.deepEqual(paths(from, '{REDIS: ""}'), ['/data'])
})

test('a container without an image, or with an unknown one, has no facts', (t) => {
  t.is(known('registry.example/team/app'), undefined)
  const pod = podFrom('{kind: Pod, metadata: {name: a}, spec: {containers: [{name: a}]}}')
  t.is(imageOf(pod, pod.containers[0] as (typeof pod.containers)[number], contextWith({}, FACTS)), undefined)
})
