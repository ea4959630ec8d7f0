import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { parse } from 'yaml'
import { meetsLabels, readSelector } from '../../src/kube/selectors.ts'
import type { JsonObject } from '../../src/model.ts'
import { discoveryOf, type Target, targetOf } from './kinds.ts'
import { mergePatch } from './patch.ts'
import { readSecret } from './protobuf.ts'
import { ApiError, type ClusterObject, Store } from './store.ts'

/** A cluster of one API server without nodes and controllers, on loopback. */
export interface Cluster {
  /** Path of the file that `KUBECONFIG` has to name. */
  kubeconfig: string
  /** The last state of all objects that were ever written, deleted ones included, in the order of their creation. */
  written(): ClusterObject[]
  close(): Promise<void>
}

const matches = (object: ClusterObject, query: URLSearchParams): boolean => {
  const labels = query.get('labelSelector') ?? ''
  const [, name = object.metadata.name] = /^metadata\.name=(.+)$/.exec(query.get('fieldSelector') ?? '') ?? []
  const own = (object.metadata.labels ?? {}) as JsonObject
  return object.metadata.name === name && (labels === '' || meetsLabels(readSelector(labels), [own]))
}

const listOf = (store: Store, { served, namespace }: Target, query: URLSearchParams): JsonObject => ({
  kind: `${served.kind}List`,
  apiVersion: served.apiVersion,
  metadata: { resourceVersion: '1' },
  items: store.list(served, namespace).filter((object) => matches(object, query)),
})

const patch = (store: Store, target: Target, type: string, body: JsonObject): ClusterObject => {
  // Helm is the only field manager here, so the applied object is complete.
  if (type.startsWith('application/apply-patch'))
    return store.has(target) ? store.replace(target, body) : store.create(target, body)
  const { status, ...before } = store.get(target)
  return store.replace(target, mergePatch(before, body, type.startsWith('application/strategic-merge-patch')))
}

const answer = async (store: Store, request: IncomingMessage, url: URL): Promise<object> => {
  const target = targetOf(url.pathname)
  const found = request.method === 'GET' ? discoveryOf(url.pathname) : undefined
  if (found !== undefined) return found
  if (target === undefined) throw new ApiError(404, 'NotFound', `nothing is served at ${url.pathname}`)
  const body = await buffer(request)
  const type = request.headers['content-type'] ?? ''
  if (request.method === 'GET' && target.name === undefined) return listOf(store, target, url.searchParams)
  if (request.method === 'GET') return store.get(target)
  if (request.method === 'DELETE') return store.delete(target)
  const object: JsonObject = type.endsWith('protobuf') ? readSecret(body) : parse(body.toString())
  if (request.method === 'POST') return store.create(target, object)
  if (request.method === 'PUT') return store.replace(target, object)
  return patch(store, target, type, object)
}

/** Sends the existing objects and no further events: nothing changes while Helm waits. */
const watch = (store: Store, url: URL, response: ServerResponse): void => {
  const target = targetOf(url.pathname)
  if (target === undefined) throw new ApiError(404, 'NotFound', `nothing is served at ${url.pathname}`)
  if (url.searchParams.has('sendInitialEvents'))
    throw new ApiError(422, 'Invalid', 'sendInitialEvents: Forbidden: list before you watch')
  const { served, namespace } = target
  response.writeHead(200, { 'content-type': 'application/json' })
  response.flushHeaders()
  for (const object of store.list(served, namespace).filter((candidate) => matches(candidate, url.searchParams)))
    response.write(`${JSON.stringify({ type: 'ADDED', object })}\n`)
}

const send = (response: ServerResponse, code: number, body: object): void => {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const handle = async (store: Store, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  try {
    if (url.searchParams.has('watch')) watch(store, url, response)
    else send(response, request.method === 'POST' ? 201 : 200, await answer(store, request, url))
  } catch (error) {
    const { code, reason } = error instanceof ApiError ? error : { code: 500, reason: 'InternalError' }
    const { message } = error as Error
    send(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code })
  }
}

const kubeconfigFor = (port: number): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'stub', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'stub', user: {} }],
    contexts: [{ name: 'stub', context: { cluster: 'stub', user: 'stub', namespace: 'default' } }],
    'current-context': 'stub',
  })

/** Starts a stub of the Kubernetes API server for Helm and kubectl, and writes its kubeconfig. */
export const startCluster = async (folder: string): Promise<Cluster> => {
  const store = new Store()
  const server = createServer((request, response) => void handle(store, request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, kubeconfigFor((server.address() as AddressInfo).port), { mode: 0o600 })
  return {
    kubeconfig,
    written: () => store.written,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
