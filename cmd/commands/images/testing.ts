import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'

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

export const IMAGE = '127.0.0.1:1/team/app:1.4'

export const pod = (image = IMAGE): string => `apiVersion: v1
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

export const CONFIG = {
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

export const LOCK = '/project/casehard.images.yaml'

export const setup = async () => ({
  env: { XDG_CACHE_HOME: '/cache' },
  files: { '/project/pod.yaml': pod(), ...under('/project/oci', layout(IMAGE, CONFIG, await appLayers())) },
})
