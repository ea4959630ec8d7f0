import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'ava'
import { findCredentials } from './credentials.ts'
import { clientWith, ioWith, open, readAll, refusalOf, SECRET, type StubRegistry, startRegistry } from './testing.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const BASIC = `Basic ${base64(`ann:${SECRET}`)}`

const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'casehard-'))

/** Writes a file as JSON and returns its path. */
const writeJson = (path: string, value: unknown): string => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify(value))
  return path
}

/** Returns variables with a file of credentials. */
const authFile = (value: unknown): { REGISTRY_AUTH_FILE: string } => ({
  REGISTRY_AUTH_FILE: writeJson(join(makeFolder(), 'auth.json'), value),
})

const LOGIN = { auth: base64(`ann:${SECRET}`) }

/** Writes helper programs and returns variables with their folder on the PATH and a file of credentials. */
const helpers = (programs: Record<string, string>, file: unknown): Record<string, string> => {
  const folder = makeFolder()
  for (const [name, body] of Object.entries(programs)) {
    const path = join(folder, `docker-credential-${name}`)
    writeFileSync(path, `#!/bin/sh\n${body}\n`)
    chmodSync(path, 0o755)
  }
  return { PATH: `${folder}:${process.env.PATH}`, ...authFile(file) }
}

/** Asks for a password. */
const demandBasic = (registry: StubRegistry, accepted = BASIC): void => {
  registry.intercept = ({ headers }, response) => {
    if (headers.authorization === accepted) return false
    response.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' }).end()
    return true
  }
}

/** What a token server was asked. */
interface TokenRequest {
  method: string | undefined
  path: string
  query: URLSearchParams
  authorization: string | undefined
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

/** Asks for a token, which the registry itself gives at /token. */
const demandToken = (registry: StubRegistry, tokenFor: (request: TokenRequest) => object | number): TokenRequest[] => {
  const requests: TokenRequest[] = []
  registry.intercept = (request, response) => {
    const { url = '', method, headers } = request
    if (url.startsWith('/token')) {
      void bodyOf(request).then((body) => {
        const query = new URLSearchParams(method === 'POST' ? body : url.split('?')[1])
        const asked = { method, path: url.split('?')[0] ?? '', query, authorization: headers.authorization }
        requests.push(asked)
        const answer = tokenFor(asked)
        if (typeof answer === 'number') response.writeHead(answer).end(SECRET)
        else response.end(JSON.stringify(answer))
      })
      return true
    }
    if (headers.authorization === 'Bearer good') return false
    const challenge = `Bearer realm="http://${registry.host}/token",service="the registry",scope="repository:team/app:pull"`
    response.writeHead(401, { 'www-authenticate': challenge }).end()
    return true
  }
  return requests
}

test('a password is sent only after the registry asked for it', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ tag: '1' })
  demandBasic(registry)
  await open(registry, 'team/app:1', clientWith({ env: authFile({ auths: { [registry.host]: LOGIN } }) }))
  t.deepEqual(registry.logins, [undefined, BASIC, BASIC])
})

test('without credentials, or with wrong ones, the message says what to do', async (t) => {
  const registry = await startRegistry(t)
  demandBasic(registry, 'Basic else')
  t.is(
    await refusalOf(t, open(registry)),
    'HOST: HOST/team/app:1: the registry asks for a login, and no credentials were found: status 401; log in, e.g. with "docker login HOST"',
  )
  const env = authFile({ auths: { [registry.host]: LOGIN } })
  t.is(
    await refusalOf(t, open(registry, 'team/app:1', clientWith({ env }))),
    'HOST: HOST/team/app:1: the registry refuses access with the credentials: status 401; check that this login may pull the image, or log in again',
  )
})

test('an anonymous token is fetched once for all requests of a repository', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ layers: [Buffer.from('layer')], tag: '1' })
  const requests = demandToken(registry, () => ({ token: 'good' }))
  const client = clientWith()
  const [image] = await Promise.all([open(registry, 'team/app:1', client), open(registry, 'team/app:1', client)])
  await readAll(image.openLayer(image.layers[0] as (typeof image.layers)[0]))
  t.is(requests.length, 1)
  t.like(requests[0], { method: 'GET', authorization: undefined })
  t.is(requests[0]?.query.toString(), 'service=the+registry&scope=repository%3Ateam%2Fapp%3Apull')
})

test('a token that has expired is fetched again', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ layers: [Buffer.from('layer')], tag: '1' })
  const requests = demandToken(registry, () => ({ access_token: 'good' }))
  const image = await open(registry)
  const { intercept } = registry
  let isExpired = true
  registry.intercept = (request, response) => {
    if (!isExpired || request.url?.startsWith('/token')) return intercept(request, response)
    isExpired = false
    delete request.headers.authorization
    return intercept(request, response)
  }
  t.is((await readAll(image.openLayer(image.layers[0] as (typeof image.layers)[0]))).toString(), 'layer')
  t.is(requests.length, 2)
})

test('a token server gets the password', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ tag: '1' })
  const requests = demandToken(registry, ({ authorization }) => ({ token: authorization === BASIC ? 'good' : 'bad' }))
  await open(registry, 'team/app:1', clientWith({ env: authFile({ auths: { [registry.host]: LOGIN } }) }))
  t.is(requests.length, 1)
  t.false(registry.logins.some((login, i) => login === BASIC && !registry.asked[i]?.startsWith('/token')))
})

test('an identity token is exchanged with OAuth', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ tag: '1' })
  const requests = demandToken(registry, () => ({ access_token: 'good' }))
  const auths = { [registry.host]: { identitytoken: SECRET } }
  await open(registry, 'team/app:1', clientWith({ env: authFile({ auths }) }))
  t.like(requests[0], { method: 'POST', authorization: undefined })
  t.deepEqual(Object.fromEntries(requests[0]?.query ?? []), {
    grant_type: 'refresh_token',
    client_id: 'casehard',
    refresh_token: SECRET,
    service: 'the registry',
    scope: 'repository:team/app:pull',
  })
})

test('a token server without OAuth is asked with GET', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ tag: '1' })
  const requests = demandToken(registry, ({ method }) => (method === 'POST' ? 404 : { token: 'good' }))
  const auths = { [registry.host]: { ...LOGIN, identitytoken: SECRET } }
  await open(registry, 'team/app:1', clientWith({ env: authFile({ auths }) }))
  t.deepEqual(
    requests.map(({ method, authorization }) => [method, authorization]),
    [
      ['POST', undefined],
      ['GET', BASIC],
    ],
  )
})

test('a token server that refuses, that gives no token, or that is not secure is an error without its words', async (t) => {
  const registry = await startRegistry(t)
  const env = authFile({ auths: { [registry.host]: LOGIN } })
  const refused = () => refusalOf(t, open(registry, 'team/app:1', clientWith({ env })))
  demandToken(registry, () => 401)
  t.regex(
    await refused(),
    /the token server HOST refuses the login with status 401; log in again, e\.g\. with "docker login"$/,
  )
  demandToken(registry, () => ({ error: SECRET }))
  t.regex(await refused(), /the token server HOST answers without a token/)
  for (const realm of ['ftp://registry.test/', 'nonsense', `https://ann:${SECRET}@registry.test/`]) {
    registry.intercept = (_, response) => {
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}"` }).end()
      return true
    }
    t.regex(await refused(), /the registry names a token server without a secure address/)
  }
})

test('a token for the registry itself is used as it is', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ tag: '1' })
  const requests = demandToken(registry, () => 500)
  await open(
    registry,
    'team/app:1',
    clientWith({ env: authFile({ auths: { [registry.host]: { registrytoken: 'good' } } }) }),
  )
  t.is(requests.length, 0)
})

test('a redirect to another host gets no login, and one on the same host does', async (t) => {
  const [registry, store] = [await startRegistry(t), await startRegistry(t)]
  const layer = Buffer.from('layer')
  registry.putImage({ layers: [layer], tag: '1' })
  store.putBlob(layer, '')
  registry.intercept = ({ url = '', headers }, response) => {
    if (headers.authorization !== BASIC) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
    else if (url.startsWith('/v2/team/app/blobs/')) response.writeHead(307, { location: `/here${url}` }).end()
    else if (url.endsWith(layerPath)) response.writeHead(302, { location: `http://${store.host}${url}?signed=1` }).end()
    else return false
    return true
  }
  const env = authFile({ auths: { [registry.host]: LOGIN, [store.host]: LOGIN } })
  let layerPath = 'none'
  const image = await open(registry, 'team/app:1', clientWith({ env }))
  layerPath = image.layers[0]?.digest ?? ''
  store.intercept = ({ url = '' }, response) => {
    if (!url.endsWith('?signed=1')) return false
    response.end(layer)
    return true
  }
  t.is((await readAll(image.openLayer(image.layers[0] as (typeof image.layers)[0]))).toString(), 'layer')
  t.deepEqual(store.logins, [undefined])
  t.is(registry.logins.at(-1), BASIC)
})

test('redirects in a circle and to other protocols are refused', async (t) => {
  const registry = await startRegistry(t)
  for (const [location, message] of [
    ['/v2/again', /redirects more than 5 times/],
    ['file:///etc/passwd', /redirects to an address that is not secure/],
    ['', /redirects to an address that is not secure/],
  ] as const) {
    registry.intercept = (_, response) => {
      response.writeHead(302, { location }).end()
      return true
    }
    t.regex(await refusalOf(t, open(registry)), message)
  }
})

const HELPER = `read -r server; printf '{"ServerURL":"%s","Username":"ann","Secret":"${SECRET}"}' "$server"; echo "$1 $server" > "$0.log"`

test('a helper of the registry, and the store for all, give credentials', async (t) => {
  const credentials = { username: 'ann', password: SECRET }
  for (const file of [
    { credHelpers: { 'registry.test': 'one' } },
    { auths: { 'registry.test': {} }, credsStore: 'one' },
  ]) {
    const env = helpers({ one: HELPER }, file)
    t.deepEqual(await findCredentials(ioWith(env), 'registry.test', 'team/app'), { credentials, problems: [] })
    const log = join(env.PATH?.split(':')[0] ?? '', 'docker-credential-one.log')
    t.is(readFileSync(log, 'utf8'), 'get registry.test\n')
  }
})

test('helpers know Docker Hub by its old address', async (t) => {
  const env = helpers({ one: HELPER }, { credsStore: 'one' })
  t.is((await findCredentials(ioWith(env), 'docker.io', 'library/nginx')).credentials?.username, 'ann')
  const log = join(env.PATH?.split(':')[0] ?? '', 'docker-credential-one.log')
  t.is(readFileSync(log, 'utf8'), 'get https://index.docker.io/v1/\n')
})

test('a helper gives an identity token, or has nothing', async (t) => {
  const token = `printf '{"Username":"<token>","Secret":"${SECRET}"}'`
  const none = "echo 'credentials not found in native keychain'; exit 1"
  const io = ioWith(helpers({ token, none }, { credHelpers: { 'a.test': 'token', 'b.test': 'none' } }))
  t.like(await findCredentials(io, 'a.test', 'x'), { credentials: { identityToken: SECRET } })
  t.deepEqual(await findCredentials(io, 'b.test', 'x'), { problems: [] })
})

test('a helper that fails is said only if the registry refuses, without its words', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ tag: '1' })
  const broken = `echo ${SECRET}; echo ${SECRET} >&2; exit 3`
  const refused = async (name: string): Promise<string> => {
    const env = helpers({ broken, odd: `echo ${SECRET}` }, { credHelpers: { [registry.host]: name } })
    const client = clientWith({ env })
    registry.intercept = () => false
    await open(registry, 'team/app:1', client)
    demandBasic(registry)
    return refusalOf(t, open(registry, 'team/app:1', client))
  }
  t.regex(
    await refused('broken'),
    /no credentials were found \(docker-credential-broken ended with exit code 3\): status 401/,
  )
  t.regex(await refused('odd'), /\(docker-credential-odd gave no valid answer\)/)
  t.regex(await refused('absent'), /\(docker-credential-absent is not on the PATH\)/)
  t.regex(await refused('../../bin/sh'), /\(the name of a credential helper is not valid\)/)
})

test('a host matches as a whole, and the longest path of Podman wins', async (t) => {
  const user = (name: string) => ({ auth: base64(`${name}:x`) })
  const auths = {
    'registry.test': user('host'),
    'registry.test/team': user('team'),
    'registry.test/team/app': user('app'),
    'https://other.test/v1/': user('address'),
    'https://index.docker.io/v1/': user('hub'),
  }
  const io = ioWith(authFile({ auths }))
  const userOf = async (registry: string, repository: string) =>
    (await findCredentials(io, registry, repository)).credentials?.username
  t.is(await userOf('registry.test', 'team/app'), 'app')
  t.is(await userOf('registry.test', 'team/app/more'), 'app')
  t.is(await userOf('registry.test', 'team/application'), 'team')
  t.is(await userOf('registry.test', 'else'), 'host')
  t.is(await userOf('other.test', 'else'), 'address')
  t.is(await userOf('docker.io', 'library/nginx'), 'hub')
  for (const host of ['egistry.test', 'registry.tes', 'registry.test:5000', 'my.registry.test', 'index.docker']) {
    t.is(await userOf(host, 'team/app'), undefined, host)
  }
})

test('files are searched in order: the named one alone, else those of Docker and Podman', async (t) => {
  const [home, runtime] = [makeFolder(), makeFolder()]
  const auths = (name: string) => ({ auths: { [`${name}.test`]: LOGIN, 'all.test': { auth: base64(`${name}:x`) } } })
  writeJson(join(home, '.docker/config.json'), auths('docker'))
  writeJson(join(home, '.config/containers/auth.json'), auths('config'))
  writeJson(join(runtime, 'containers/auth.json'), auths('runtime'))
  const other = dirname(writeJson(join(makeFolder(), 'config.json'), auths('other')))
  const userOf = async (registry: string, env: Record<string, string>) =>
    (await findCredentials(ioWith({ HOME: home, XDG_RUNTIME_DIR: runtime, ...env }), registry, 'x')).credentials
      ?.username
  t.is(await userOf('all.test', {}), 'docker')
  t.is(await userOf('runtime.test', {}), 'ann')
  t.is(await userOf('config.test', {}), 'ann')
  t.is(await userOf('all.test', { DOCKER_CONFIG: other }), 'other')
  t.is(await userOf('docker.test', { DOCKER_CONFIG: other }), undefined)
  t.is(await userOf('all.test', authFile(auths('named'))), 'named')
  t.is(await userOf('docker.test', authFile(auths('named'))), undefined)
})

test('a file with credentials that is not valid is an error that quotes nothing of it', async (t) => {
  const registry = await startRegistry(t)
  demandBasic(registry)
  const path = join(makeFolder(), 'auth.json')
  const refused = () => refusalOf(t, open(registry, 'team/app:1', clientWith({ env: { REGISTRY_AUTH_FILE: path } })))
  t.regex(await refused(), /auth\.json cannot be read: ENOENT; correct the path/)
  writeFileSync(path, `{"auths": ${SECRET}`)
  t.regex(await refused(), /auth\.json is not JSON; correct it, or log in again/)
  writeJson(path, { auths: { [registry.host]: { auth: base64(SECRET) } } })
  t.regex(await refused(), /an entry of .*auth\.json is not valid; log in again/)
})
