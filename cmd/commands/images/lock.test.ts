import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import test from 'ava'
import { type Header, pack } from 'tar-stream'
import { parse } from 'yaml'
import { run } from '../../testing.ts'

type Entry = Partial<Header> & { name: string; text?: string }

/** Makes a tar archive. */
const archive = async (entries: readonly Entry[]): Promise<Buffer> => {
  const tar = pack()
  for (const { text = '', ...header } of entries) tar.entry({ mode: 0o755, ...header } as Header, text)
  tar.finalize()
  const parts: Buffer[] = []
  for await (const part of tar) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const digestOf = (bytes: string | Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** Makes the files of an OCI layout with one image. */
const layout = (name: string, config: object, layers: readonly Buffer[]): Record<string, string | Buffer> => {
  const files: Record<string, string | Buffer> = { 'oci-layout': '{"imageLayoutVersion":"1.0.0"}' }
  const add = (bytes: string | Buffer, mediaType: string) => {
    files[`blobs/${digestOf(bytes).replace(':', '/')}`] = bytes
    return { mediaType, digest: digestOf(bytes), size: bytes.length }
  }
  const manifest = JSON.stringify({
    config: add(
      JSON.stringify({ os: 'linux', architecture: 'amd64', config }),
      'application/vnd.oci.image.config.v1+json',
    ),
    layers: layers.map((layer) => add(layer, 'application/vnd.oci.image.layer.v1.tar+gzip')),
  })
  const top = add(manifest, 'application/vnd.oci.image.manifest.v1+json')
  files['index.json'] = JSON.stringify({ manifests: [{ ...top, annotations: { 'io.containerd.image.name': name } }] })
  return files
}

const IMAGE = 'registry.example/team/app:1.4'

const pod = (image = IMAGE): string => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers: [{name: init, image: "${image}"}]
  containers: [{name: app, image: "${image}"}]
`

/** `vfs_cap_data` of version 2 with the effective bit and NET_BIND_SERVICE. */
const BIND = '\u0001\0\0\u0002\0\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0'

const SCRIPT = `#!/bin/sh
if [ "$(id -u)" = 0 ]; then
  find . \\! -user app -exec chown app '{}' +
  exec gosu app "$0" "$@"
fi
`

const appLayers = async (): Promise<Buffer[]> => {
  const lower = await archive([
    { name: 'bin', type: 'symlink', linkname: 'usr/bin' },
    { name: 'usr/bin/dash' },
    { name: 'usr/bin/sh', type: 'symlink', linkname: 'dash' },
    { name: 'usr/bin/su', mode: 0o4755 },
    { name: 'tmp', type: 'directory', mode: 0o1777 },
    { name: 'etc/passwd', mode: 0o644, text: 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/\n' },
    { name: 'srv/old', mode: 0o644 },
  ])
  const upper = await archive([
    { name: 'etc/passwd', mode: 0o644, text: 'root:x:0:0::/root:/bin/sh\napp:x:1001:1002::/home/app:/bin/sh\n' },
    { name: 'etc/group', mode: 0o644, text: 'app:x:1002:\nextra:x:1003:app\n' },
    { name: 'usr/bin/web', pax: { 'SCHILY.xattr.security.capability': BIND } },
    { name: 'usr/bin/web2', type: 'link', linkname: 'usr/bin/web' },
    { name: 'usr/local/bin/start.sh', text: SCRIPT },
    { name: 'data', type: 'directory', uid: 1001, gid: 1002, mode: 0o755 },
    { name: 'data/inner', type: 'directory', uid: 1001, gid: 1002, mode: 0o755 },
    { name: 'data/seed.db', uid: 1001, mode: 0o600 },
    { name: 'locked', type: 'directory', mode: 0o700 },
    { name: 'locked/own', type: 'directory', uid: 1001, mode: 0o755 },
    { name: 'srv/.wh.old', mode: 0o644 },
    { name: '../evil', mode: 0o4755 },
  ])
  return [gzipSync(lower), upper]
}

const CONFIG = {
  User: 'app',
  Entrypoint: ['start.sh'],
  Cmd: ['web'],
  WorkingDir: '/data',
  Env: ['PATH=/usr/local/bin:/usr/bin', 'SECRET=hidden'],
  Volumes: { '/data': {}, '/srv': {} },
  ExposedPorts: { '80/tcp': {} },
}

const under = (folder: string, files: Record<string, string | Buffer>): Record<string, string | Buffer> =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${folder}/${name}`, bytes]))

const LOCK = '/project/casehard.images.yaml'

const setup = async () => ({
  env: { XDG_CACHE_HOME: '/cache' },
  files: { '/project/pod.yaml': pod(), ...under('/project/oci', layout(IMAGE, CONFIG, await appLayers())) },
})

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

test('what is not found is named, keeps what was found before, and causes exit code 1', async (t) => {
  const { env, files } = await setup()
  const first = await run(['images', 'lock', '--from', 'oci', 'pod.yaml'], { env, files })
  const kept = { '/project/pod.yaml': `${pod()}---\n${pod('registry.example/b')}`, [LOCK]: first.files[LOCK] ?? '' }
  const second = await run(['images', 'lock', 'pod.yaml'], { env, files: kept })
  t.is(second.code, 1)
  t.regex(second.stderr, /not found: registry\.example\/b: /)
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

test('images check names images that the lock does not have, and --prune removes those that the input does not have', async (t) => {
  const { env, files } = await setup()
  const { files: written } = await run(['images', 'lock', '--from', 'oci', 'pod.yaml'], { env, files })
  const own = { [LOCK]: written[LOCK] ?? '', '/project/pod.yaml': pod(), '/project/b.yaml': pod('registry.example/b') }
  t.is((await run(['images', 'check', 'pod.yaml'], { files: own })).code, 0)
  const missing = await run(['images', 'check', 'b.yaml'], { files: own })
  t.deepEqual([missing.code, missing.stdout], [1, 'registry.example/b: not in casehard.images.yaml\n'])
  const pruned = await run(['images', 'lock', '--prune', 'b.yaml'], { env, files: own })
  t.deepEqual(parse(pruned.files[LOCK] ?? '').images, [])
})

test('a configuration of skopeo or crane is read under the name and digest that the user gives', async (t) => {
  const json = JSON.stringify({ os: 'linux', architecture: 'arm64', config: CONFIG, rootfs: { type: 'layers' } })
  const files = { '/project/pod.yaml': pod(), '/project/c.json': json }
  const from = `${IMAGE}@sha256:${'a'.repeat(64)}=c.json`
  const result = await run(['images', 'lock', '--from', from, 'pod.yaml'], { files })
  t.is(result.code, 0, result.stderr)
  const [image] = parse(result.files[LOCK] ?? '').images
  t.like(image, { image: IMAGE, platform: 'linux/arm64', from: 'config', digest: `sha256:${'a'.repeat(64)}` })
  t.is(image.files, undefined)
})
