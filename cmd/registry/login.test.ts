import test from 'ava'
import { authFile, BASIC, demandBasic, LOGIN } from './login-testing.ts'
import { clientWith, open, readAll, refusalOf, startRegistry } from './testing.ts'

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
    'HOST/team/app:1: the registry asks for a login, and no credentials were found: status 401; log in, e.g. with "docker login HOST"',
  )
  const env = authFile({ auths: { [registry.host]: LOGIN } })
  t.is(
    await refusalOf(t, open(registry, 'team/app:1', clientWith({ env }))),
    'HOST/team/app:1: the registry refuses access with the credentials: status 401; check that this login may pull the image, or log in again',
  )
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
