import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { readIndex, UNKNOWN_REGISTRY } from './renamed.ts'

const REQUEST = /^\/v2\/(?<repository>.+)\/(?<kind>manifests|blobs)\/(?<reference>[^/]+)$/

/** A registry on loopback. As the proxy of an HTTP client it serves the images of the registry with the unknown names. */
export interface Registry {
  proxy: string
  close(): void
}

/** Serves the images of an OCI layout for pulling. */
export const serveLayout = async (layout: string): Promise<Registry> => {
  const images = readIndex(layout)
  const server = createServer(({ url = '' }, response) => {
    const { pathname } = new URL(url, `http://${UNKNOWN_REGISTRY}`)
    if (pathname === '/v2/') return response.end('{}')
    const { repository, kind, reference = '' } = REQUEST.exec(pathname)?.groups ?? {}
    const digest = reference.startsWith('sha256:')
      ? reference
      : images.get(`${UNKNOWN_REGISTRY}/${repository}:${reference}`)
    const blob = join(layout, 'blobs', ...(digest ?? 'none:none').split(':'))
    if (digest === undefined || !existsSync(blob)) return response.writeHead(404).end()
    if (kind === 'blobs') return createReadStream(blob).pipe(response)
    const body = readFileSync(blob, 'utf8')
    const { mediaType = 'application/vnd.oci.image.manifest.v1+json' } = JSON.parse(body)
    return response.writeHead(200, { 'content-type': mediaType, 'docker-content-digest': digest }).end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return { proxy: `http://127.0.0.1:${port}`, close: () => server.close() }
}
