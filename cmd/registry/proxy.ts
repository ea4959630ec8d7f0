import { BlockList, isIP } from 'node:net'
import { ProblemError } from './errors.ts'
import { isLoopback } from './reference.ts'

type Env = Readonly<Record<string, string | undefined>>

const variable = (env: Env, name: string): string => env[name] || env[name.toLowerCase()] || ''

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80')

/** Whether an address is in a range such as `10.0.0.0/8`. */
const isInRange = (host: string, range: string): boolean => {
  const [network = '', length = ''] = range.split('/')
  const family = isIP(network)
  const bits = Number(length)
  if (family === 0 || family !== isIP(host) || !/^\d+$/.test(length) || bits > (family === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, bits, family === 4 ? 'ipv4' : 'ipv6')
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

/** Whether one entry of `NO_PROXY` covers a URL. */
const covers = (entry: string, url: URL): boolean => {
  if (entry === '*') return true
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (entry.includes('/')) return isInRange(host, entry)
  const [, name = entry, port] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? []
  if (port !== undefined && port !== portOf(url)) return false
  const wanted = name.replace(/^\[|\]$/g, '').replace(/^\*\./, '.')
  return wanted.startsWith('.') ? host.endsWith(wanted) : host === wanted || host.endsWith(`.${wanted}`)
}

/**
 * Returns the proxy for a URL by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; undefined if there is none. The rules are those
 * of golang.org/x/net/http/httpproxy, and so those of docker and podman: a name covers its subdomains, a leading dot only
 * those, and this machine is never behind a proxy. Throws a `ProblemError` if the variable is no URL of a proxy.
 */
export const proxyFor = (url: URL, env: Env): URL | undefined => {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const value = variable(env, name)
  if (value === '' || isLoopback(url.host)) return undefined
  const exceptions = variable(env, 'NO_PROXY')
    .toLowerCase()
    .split(/[\s,]+/)
  if (exceptions.some((entry) => entry !== '' && covers(entry, url))) return undefined
  const text = value.includes('://') ? value : `http://${value}`
  const proxy = URL.canParse(text) ? new URL(text) : undefined
  if (proxy !== undefined && /^https?:$/.test(proxy.protocol)) return proxy
  // The value may contain a password.
  throw new ProblemError(`${name} is not the address of an HTTP proxy`, `set ${name} to http://HOST:PORT`)
}
