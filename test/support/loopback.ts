import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a server answers for a path. */
export interface Answer {
  type: string
  body: Uint8Array
}

/** A server on the loopback interface alone. */
export interface Server {
  /** Host and port, as in `127.0.0.1:4711`. */
  authority: string
  /** Paths that were asked for, in order. */
  asked: string[]
  close(): Promise<void>
}

/** Serves fixed answers by path over plain HTTP; all else is not found. */
export const serve = async (answers: ReadonlyMap<string, Answer>): Promise<Server> => {
  const asked: string[] = []
  const server = createServer(({ method, url = '' }, response) => {
    asked.push(url)
    const answer = answers.get(url)
    if (answer === undefined) response.writeHead(404).end()
    else {
      response.writeHead(200, { 'content-type': answer.type, 'content-length': answer.body.length })
      response.end(method === 'HEAD' ? undefined : answer.body)
    }
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    authority: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

/**
 * What a registry of the OCI distribution specification answers for one artifact of the type that Helm 4 demands of
 * plugins, with one layer a file.
 */
export const registryAnswers = (
  repository: string,
  tag: string,
  files: ReadonlyMap<string, Uint8Array>,
): Map<string, Answer> => {
  const answers = new Map<string, Answer>()
  const put = (mediaType: string, body: Uint8Array) => {
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
    answers.set(`/v2/${repository}/blobs/${digest}`, { type: 'application/octet-stream', body })
    return { mediaType, digest, size: body.length }
  }
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    artifactType: 'application/vnd.helm.plugin.v1+json',
    config: put('application/vnd.oci.empty.v1+json', Buffer.from('{}')),
    layers: [...files].map(([name, body]) => ({
      ...put('application/vnd.oci.image.layer.v1.tar', body),
      annotations: { 'org.opencontainers.image.title': name },
    })),
  }
  const body = Buffer.from(JSON.stringify(manifest))
  answers.set(`/v2/${repository}/manifests/${tag}`, { type: MANIFEST, body })
  return answers
}

/** Returns a port of the loopback interface on which nothing listens. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
