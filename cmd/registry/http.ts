import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP, type Socket } from 'node:net'
import { connect } from 'node:tls'

/** How to reach a host. */
export interface Connection {
  proxy?: URL | undefined
  /** Certificate authorities in PEM, instead of Node's own. */
  ca?: string[] | undefined
  /** The client's certificate and key in PEM. */
  cert?: string | undefined
  key?: string | undefined
  /** Milliseconds without any byte after which the connection counts as broken. */
  idle: number
  /** Aborts the request, and the body that is being read. */
  signal?: AbortSignal
}

export interface Request {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
}

/** An answer; its body is a stream that must be read to its end or destroyed. */
export type Answer = IncomingMessage & { statusCode: number }

/** A time limit that passed. */
const timedOut = (): Error => Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })

/** Decodes a part of a URL; a `%` that starts no code stays. */
const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const authorization = ({ username, password }: URL): Record<string, string> => {
  if (username === '') return {}
  const text = `${decode(username)}:${decode(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}` }
}

/** Returns options for `http.request` to a URL's own host. */
const targetOf = (url: URL): { host: string; port: string | number; path: string } => ({
  host: url.hostname.replace(/^\[|\]$/g, ''),
  port: url.port || (url.protocol === 'https:' ? 443 : 80),
  path: `${url.pathname}${url.search}`,
})

/** Opens a tunnel to a host through a proxy; rejects with the system's error or `EPROXY`. */
const openTunnel = (url: URL, proxy: URL, { idle, signal, ca }: Connection): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { host, port } = targetOf(url)
    const path = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
    const headers = { host: path, ...authorization(proxy) }
    const { request } = proxy.protocol === 'https:' ? https : http
    const asked = request({ ...targetOf(proxy), ca, method: 'CONNECT', path, headers, timeout: idle, signal })
    const refuse = ({ statusCode }: IncomingMessage): void => {
      const error = new Error(`the proxy answers ${statusCode}`)
      reject(Object.assign(error, { code: statusCode === 407 ? 'EPROXYAUTH' : 'EPROXY' }))
      asked.destroy()
    }
    asked.on('connect', (answer: IncomingMessage, socket: Socket) => {
      if (answer.statusCode === 200) resolve(socket)
      else refuse(answer)
    })
    asked.on('response', refuse)
    asked.on('timeout', () => asked.destroy(timedOut()))
    asked.on('error', reject)
    asked.end()
  })

/**
 * Sends one request and resolves with the start of the answer, whatever its status: it follows no redirect and decodes no
 * content, since digests are those of the bytes as sent. This is `node:http` and not `fetch`, which takes neither a proxy
 * nor a certificate authority without a package of 500 KB. Rejects with the system's error.
 */
export const send = async (url: URL, request: Request, connection: Connection): Promise<Answer> => {
  const { proxy, ca, cert, key, idle, signal } = connection
  const isTunnelled = proxy !== undefined && url.protocol === 'https:'
  const socket = isTunnelled ? await openTunnel(url, proxy, connection) : undefined
  const target = targetOf(url)
  const tls = { ca, cert, key, ...(isIP(target.host) === 0 ? { servername: target.host } : {}) }
  // A proxy for plain HTTP takes the whole URL as the path.
  const relayed = proxy === undefined || isTunnelled ? undefined : { ...targetOf(proxy), path: url.href }
  const headers = {
    host: url.host,
    'user-agent': 'casehard',
    'accept-encoding': 'identity',
    ...(relayed === undefined || proxy === undefined ? {} : authorization(proxy)),
    ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
    ...request.headers,
  }
  const { protocol } = relayed === undefined || proxy === undefined ? url : proxy
  return new Promise((resolve, reject) => {
    const asked = (protocol === 'https:' ? https : http).request({
      ...(relayed ?? target),
      ...(protocol === 'https:' && relayed === undefined ? tls : { ca }),
      ...(socket === undefined ? {} : { createConnection: () => connect({ ...tls, socket }) }),
      method: request.method ?? 'GET',
      headers,
      timeout: idle,
      signal,
    })
    asked.on('response', (answer) => resolve(answer as Answer))
    asked.on('timeout', () => asked.destroy(timedOut()))
    asked.on('error', reject)
    asked.end(request.body)
  })
}
