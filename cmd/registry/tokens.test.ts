import test from 'ava'
import { authFile, BASIC, demandToken, LOGIN } from './login-testing.ts'
import { clientWith, open, readAll, refusalOf, SECRET, startRegistry } from './testing.ts'

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
