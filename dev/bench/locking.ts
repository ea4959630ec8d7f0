import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import {
  type DockerRegistry,
  hasDockerRegistry,
  type Pushed,
  startDockerRegistry,
} from '../../test/support/docker-registry.ts'
import { PROGRAM } from '../../test/support/streams.ts'
import { benchEnvironment, type Job, watch } from './measure.ts'

const IMAGES = 30

/** Bytes of the layers of an image as the registry stores them, at least. */
const IMAGE_SIZE = 100e6

/** Bytes of a file in a layer. */
const FILE_SIZE = 1 << 15

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

/** Bytes of the zeros that end an archive. */
const END = 1024

const contentOf = async (tar: ReturnType<typeof pack>): Promise<Buffer> => {
  tar.finalize()
  const parts: Buffer[] = []
  for await (const part of tar) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Makes a layer of the pieces of a program, since nothing else of this size is on every machine: some 3000 files. */
const makeBody = async (): Promise<Buffer> => {
  const program = readFileSync(process.execPath)
  const tar = pack()
  for (let at = 0; at < program.length; at += FILE_SIZE)
    tar.entry({ name: `usr/lib/part-${at}`, mode: 0o644 }, program.subarray(at, at + FILE_SIZE))
  return gzipSync(await contentOf(tar))
}

/** Makes the start of a layer that no other layer has; gzip takes several members as one. */
const makeStart = async (name: string): Promise<Buffer> => {
  const tar = pack()
  tar.entry({ name: `srv/${name}`, mode: 0o644 }, name)
  return gzipSync((await contentOf(tar)).subarray(0, -END))
}

const pushImage = async ({ pushBlob, pushManifest, host }: DockerRegistry, body: Buffer, index: number) => {
  const repository = `team/app-${index}`
  const layers: Pushed[] = []
  for (let size = 0; size < IMAGE_SIZE; size += body.length)
    layers.push(await pushBlob(repository, Buffer.concat([await makeStart(`${index}-${size}`), body]), LAYER))
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', config: { Cmd: ['/srv/app'] } }))
  const parts = { config: await pushBlob(repository, config, CONFIG), layers }
  await pushManifest(repository, { schemaVersion: 2, mediaType: MANIFEST, ...parts }, MANIFEST, '1')
  return { reference: `${host}/${repository}:1`, size: layers.reduce((sum, { size }) => sum + size, 0) }
}

const podOf = (images: readonly string[]): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'all' },
    spec: { containers: images.map((image, i) => ({ name: `c${i}`, image })) },
  })

const run = async (name: string, job: Job): Promise<void> => {
  const start = performance.now()
  const { usage, code } = await watch(job, 20)
  if (code !== 0) throw new Error(`casehard images lock ends with exit code ${code}`)
  const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`
  const { cpu, peak } = usage ?? { cpu: Number.NaN, peak: Number.NaN }
  const cells = [name, seconds(performance.now() - start), seconds(cpu), `${Math.round(peak / 1e6)} MB`]
  console.log(`| ${cells.join(' | ')} |`)
}

/** Measures `casehard images lock` on a real registry on loopback and prints a row for a first and a second run. */
export const measureLocking = async (): Promise<void> => {
  if (!hasDockerRegistry()) throw new Error('docker-registry is missing: install the package docker-registry of Debian')
  const folder = mkdtempSync(join(tmpdir(), 'casehard-bench-'))
  const registry = await startDockerRegistry(folder)
  try {
    const body = await makeBody()
    const images: string[] = []
    let bytes = 0
    for (let index = 0; index < IMAGES; index++) {
      const { reference, size } = await pushImage(registry, body, index)
      images.push(reference)
      bytes += size
    }
    const input = join(folder, 'pod.json')
    writeFileSync(input, podOf(images))
    const job: Job = {
      command: process.execPath,
      args: [PROGRAM, 'images', 'lock', '-f', '-', '--out', join(folder, 'casehard.images.yaml')],
      input,
      output: join(folder, 'output'),
      cwd: folder,
      env: { ...benchEnvironment(), XDG_CACHE_HOME: join(folder, 'cache') },
    }
    console.log(
      `| images lock, ${IMAGES} images, ${(bytes / 1e9).toFixed(1)} GB of layers | time | CPU time | peak memory |`,
    )
    console.log('|---|--:|--:|--:|')
    await run('first run', job)
    await run('second run, with the cache of layers', job)
  } finally {
    registry.close()
    rmSync(folder, { recursive: true })
  }
}
