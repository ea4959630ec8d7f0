import { copyFileSync, mkdirSync } from 'node:fs'
import http, { type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { certificatesFor } from './certificates.ts'
import { openImage } from './client.ts'
import { proxyFor } from './proxy.ts'
import { clientWith, ioWith, listen, makeCertificate, open, refusalOf, SECRET, startRegistry } from './testing.ts'

const certificate = makeCertificate()

/** A proxy on the loopback interface, which leads every request to one host whatever name it has. */
const startProxy = async (t: ExecutionContext, target: string) => {
  const proxy = { host: '', asked: [] as string[], logins: [] as (string | undefined)[] }
  const [hostname = '', port] = target.split(':')
  const note = ({ url = '', headers }: IncomingMessage): void => {
    proxy.asked.push(url)
    proxy.logins.push(headers['proxy-authorization'])
  }
  const server = http.createServer((request, response) => {
    note(request)
    const { method, url = '', headers } = request
    http.get({ hostname, port, method, path: new URL(url).pathname, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
  })
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    note(request)
    const socket = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(client).pipe(socket)
    })
    for (const end of [client, socket]) end.on('error', () => socket.destroy())
  })
  proxy.host = await listen(t, server)
  return proxy
}

test('a registry on this machine may use TLS or not', async (t) => {
  const [plain, secure] = [await startRegistry(t), await startRegistry(t, certificate)]
  for (const registry of [plain, secure]) {
    registry.putImage({ tag: '1' })
    t.is((await open(registry, 'team/app:1', clientWith({ caFile: certificate.certFile }))).platform, 'linux/amd64')
  }
})

test('a certificate that is not trusted is refused, also on this machine, and the message names the option', async (t) => {
  const registry = await startRegistry(t, certificate)
  registry.putImage({ tag: '1' })
  t.is(
    await refusalOf(t, open(registry)),
    'HOST/team/app:1: HOST: its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT); name the certificate authority with --registry-ca FILE or NODE_EXTRA_CA_CERTS',
  )
  t.deepEqual(registry.asked, [])
})

test("a certificate authority in the registry's folder of certs.d is trusted, and no other", async (t) => {
  const registry = await startRegistry(t, certificate)
  registry.putImage({ tag: '1' })
  const io = ioWith()
  const add = (host: string): void => {
    const folder = join(io.env.HOME ?? '', '.config/containers/certs.d', host)
    mkdirSync(folder, { recursive: true })
    copyFileSync(certificate.certFile, join(folder, 'ca.crt'))
  }
  const client = () => clientWith({ env: { HOME: io.env.HOME ?? '' } })
  add('registry.test')
  t.regex(await refusalOf(t, open(registry, 'team/app:1', client())), /its certificate is not trusted/)
  add(registry.host)
  t.is((await open(registry, 'team/app:1', client())).platform, 'linux/amd64')
})

test("Docker's folder gives authorities and the certificate of the client", (t) => {
  const files: Record<string, string> = { 'ca.crt': 'CA', 'client.cert': 'CERT', 'client.key': 'KEY', 'other.txt': '' }
  const folder = '/etc/docker/certs.d/registry.test:5000'
  const io = {
    ...ioWith(),
    list: (path: string) => (path === folder ? Object.keys(files) : []),
    readSmallFile: (path: string) => Buffer.from(files[path.slice(folder.length + 1)] ?? 'missing'),
  }
  const { ca = [], cert, key } = certificatesFor(io, 'registry.test:5000')
  t.is(ca.at(-1), 'CA')
  t.true(ca.length > 50, 'the authorities of Node are missing')
  t.deepEqual([cert, key], ['CERT', 'KEY'])
  t.deepEqual(certificatesFor(io, 'registry.test'), {})
})

test('a file with authorities that does not exist is an error', async (t) => {
  const registry = await startRegistry(t)
  const client = clientWith({ caFile: '/none/ca.pem' })
  t.regex(
    await refusalOf(t, open(registry, 'team/app:1', client)),
    /\/none\/ca\.pem \(certificate authority\) cannot be read: ENOENT/,
  )
})

test('a proxy leads to a registry with TLS, and gets its own login', async (t) => {
  const registry = await startRegistry(t, certificate)
  registry.putImage({ tag: '1' })
  const proxy = await startProxy(t, registry.host)
  const env = { HTTPS_PROXY: `http://me:${SECRET}@${proxy.host}` }
  const client = clientWith({ env, caFile: certificate.certFile })
  await openImage('registry.test/team/app:1', client)
  t.deepEqual(proxy.asked, ['registry.test:443', 'registry.test:443'])
  t.is(proxy.logins[0], `Basic ${Buffer.from(`me:${SECRET}`).toString('base64')}`)
  t.deepEqual(registry.logins, [undefined, undefined])
})

test('the login of a proxy may have escapes, and a lone percent sign', async (t) => {
  const registry = await startRegistry(t, certificate)
  registry.putImage({ tag: '1' })
  const proxy = await startProxy(t, registry.host)
  const env = { HTTPS_PROXY: `http://m%40e:50%@${proxy.host}` }
  await openImage('registry.test/team/app:1', clientWith({ env, caFile: certificate.certFile }))
  t.is(proxy.logins[0], `Basic ${Buffer.from('m@e:50%').toString('base64')}`)
})

test('plain HTTP has to be asked for by host, also through a proxy', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ tag: '1' })
  const proxy = await startProxy(t, registry.host)
  const env = { https_proxy: proxy.host, http_proxy: proxy.host }
  const refused = await refusalOf(t, openImage('registry.test/team/app:1', clientWith({ env })))
  t.regex(
    refused,
    /^registry\.test\/team\/app:1: registry\.test: it does not speak TLS \(\w+\); .* --insecure-registry HOST$/,
  )
  const other = clientWith({ env, insecureRegistries: ['other.test'] })
  t.is(await refusalOf(t, openImage('registry.test/team/app:1', other)), refused)
  t.deepEqual(registry.asked, [])
  const insecureRegistries = ['registry.test']
  t.is((await openImage('registry.test/team/app:1', clientWith({ env, insecureRegistries }))).platform, 'linux/amd64')
  t.is(proxy.asked.at(-1)?.startsWith('http://registry.test/v2/team/app/blobs/'), true)
})

test('a proxy that refuses or is no address is named, without its password', async (t) => {
  const refusedBy = async (HTTPS_PROXY: string) =>
    refusalOf(t, openImage('registry.test/team/app:1', clientWith({ env: { HTTPS_PROXY } })))
  t.regex(
    await refusedBy(`http://me:${SECRET}@127.0.0.1:1`),
    /the connection is refused \(ECONNREFUSED\); .*HTTPS_PROXY/,
  )
  t.regex(await refusedBy(`socks5://me:${SECRET}@127.0.0.1`), /HTTPS_PROXY is not the address of an HTTP proxy/)
})

test('NO_PROXY covers names with their subdomains, ports, ranges of addresses, and everything', (t) => {
  const isProxied = (url: string, NO_PROXY: string): boolean =>
    proxyFor(new URL(url), { HTTPS_PROXY: 'http://proxy.test:3128', NO_PROXY }) !== undefined
  const host = 'https://a.registry.test/v2/'
  for (const entry of [
    '*',
    'registry.test',
    '.registry.test',
    '*.registry.test',
    'x, A.registry.test',
    'a.registry.test:443',
  ]) {
    t.false(isProxied(host, entry), entry)
  }
  for (const entry of ['', 'egistry.test', '.a.registry.test', 'a.registry.test:5000', '10.0.0.0/8', 'test.registry']) {
    t.true(isProxied(host, entry), entry)
  }
  t.false(isProxied('https://10.1.2.3:5000/', '10.0.0.0/8'))
  t.true(isProxied('https://11.1.2.3:5000/', '10.0.0.0/8'))
  t.false(isProxied('https://[fd00::1]/', 'fd00::/8'))
  t.true(isProxied('https://10.1.2.3/', '10.0.0.0/99'))
  t.false(isProxied('https://localhost:5000/', ''))
  t.false(isProxied('https://127.0.0.1:5000/', ''))
  t.false(isProxied('http://registry.test/', ''))
})
