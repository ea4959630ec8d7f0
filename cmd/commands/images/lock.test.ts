import { readFileSync } from 'node:fs'
import test from 'ava'
import { parse } from 'yaml'
import { fakeIo } from '../../io/testing.ts'
import { main } from '../../main.ts'
import { type RunResult, run } from '../../testing.ts'
import { IMAGE, LOCK, pod, setup } from './testing.ts'

test('images lock writes what configuration and layers of an image show', async (t) => {
  const result = await run(['images', 'lock', '--from', 'oci', 'pod.yaml'], await setup())
  t.is(result.code, 0, result.stderr)
  const text = result.files[LOCK] ?? ''
  const [image] = parse(text).images
  t.like(image, { image: IMAGE, platform: 'linux/amd64', from: 'oci-layout' })
  t.deepEqual(image.config, {
    user: 'app',
    entrypoint: ['start.sh'],
    command: ['web'],
    workingDir: '/data',
    env: ['PATH', 'SECRET'],
    ports: ['80/tcp'],
    volumes: ['/data', '/srv'],
  })
  t.notRegex(text, /hidden/)
  const effective = { capabilities: ['NET_BIND_SERVICE'], effective: true }
  t.deepEqual(image.files, {
    shell: true,
    accounts: [{ name: 'app', uid: 1001, gid: 1002, groups: [1003], home: '/home/app' }],
    temporary: ['/tmp'],
    writable: [{ user: 1001, paths: ['/data'] }],
    seeded: ['/data'],
    fileCapabilities: [
      { path: '/usr/bin/web', ...effective },
      { path: '/usr/bin/web2', ...effective },
    ],
    setuid: ['/usr/bin/su'],
    program: '/usr/local/bin/start.sh',
    script: { path: '/usr/local/bin/start.sh', switchesTo: 'app', asksForUser: true, changesOwnerOf: ['/data'] },
  })
})

test('a second run changes nothing, and takes the layers from the cache', async (t) => {
  const { env, files } = await setup()
  const first = await run(['images', 'lock', '--from', 'oci', '--today', '2026-01-01', 'pod.yaml'], { env, files })
  const cached = Object.keys(first.files).filter((path) => path.startsWith('/cache/casehard/layers/'))
  t.is(cached.length, 2)
  const kept = Object.fromEntries([...cached, LOCK].map((path) => [path, first.files[path] ?? '']))
  const withoutLayers = Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [path, Buffer.isBuffer(bytes) ? Buffer.from('gone') : bytes]),
  )
  const argv = ['images', 'lock', '--from', 'oci', '--today', '2027-01-01', 'pod.yaml']
  const second = await run(argv, { env, files: { ...withoutLayers, ...kept } })
  t.is(second.code, 0, second.stderr)
  t.is(second.files[LOCK], first.files[LOCK])
  const broken = Object.fromEntries(cached.map((path) => [path, `${kept[path]?.slice(0, -9)}`]))
  const third = await run(argv, { env, files: { ...files, ...broken } })
  t.deepEqual(parse(third.files[LOCK] ?? '').images[0].files, parse(first.files[LOCK] ?? '').images[0].files)
})

test('what cannot be read is named, keeps what was found before, and causes exit code 1', async (t) => {
  const { env, files } = await setup()
  const first = await run(['images', 'lock', '--from', 'oci', 'pod.yaml'], { env, files })
  const kept = { '/project/pod.yaml': `${pod()}---\n${pod('127.0.0.1:1/b')}`, [LOCK]: first.files[LOCK] ?? '' }
  const second = await run(['images', 'lock', 'pod.yaml'], { env, files: kept })
  t.is(second.code, 1)
  t.regex(second.stderr, /not read: 127\.0\.0\.1:1\/b: /)
  t.is(second.files[LOCK], first.files[LOCK])
})

test('a broken layer, a wrong digest and a file that is no lock are refused', async (t) => {
  const { env, files } = await setup()
  const changed = Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [path, Buffer.isBuffer(bytes) ? Buffer.from('no tar') : bytes]),
  )
  const broken = await run(['images', 'lock', '--from', 'oci', 'pod.yaml'], { env, files: changed })
  t.is(broken.code, 1)
  const other = await run(['images', 'lock', '--out', 'pod.yaml', 'pod.yaml'], { env, files })
  t.is(other.code, 2)
  t.regex(other.stderr, /pod\.yaml: the file is not a lock file/)
  t.is(other.files['/project/pod.yaml'], pod())
})

test('a bug while an image is read is reported as one, not as an image that is not found', async (t) => {
  const { env, files } = await setup()
  const result: RunResult = { code: 0, stdout: '', stderr: '', files: {}, writes: [], spawned: [] }
  const { io, files: disk } = fakeIo({ env, files }, result)
  const readPart: typeof io.readPart = (path, at, length) => {
    // Layers are read in parts of this size.
    if (length === 1 << 18) throw new TypeError('a is undefined')
    return io.readPart(path, at, length)
  }
  t.is(await main(['images', 'lock', '--from', 'oci', 'pod.yaml'], { ...io, readPart }), 4)
  t.regex(result.stderr, /a bug: a is undefined/)
  t.notRegex(result.stderr, /not found|not read/)
  t.true(disk.has(LOCK), 'what was found is written')
})

test('the pattern for Renovate in docs/images.md matches the entries of a lock file', async (t) => {
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/images.md', 'utf8')) ?? []
  const [pattern = ''] = JSON.parse(json).customManagers[0].matchStrings
  const result = await run(['images', 'lock', '--from', 'oci', 'pod.yaml'], await setup())
  const text = result.files[LOCK] ?? ''
  const { digest } = parse(text).images[0]
  for (const written of [text, text.replaceAll('"', '')]) {
    const { groups } = new RegExp(pattern).exec(written) ?? {}
    t.deepEqual({ ...groups }, { depName: '127.0.0.1:1/team/app', currentValue: '1.4', currentDigest: digest })
  }
})
