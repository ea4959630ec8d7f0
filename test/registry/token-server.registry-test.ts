import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openImage } from '../../cmd/registry/client.ts'
import { CONFIG, clientWith, LAYER, MANIFEST, readAll, refusalOf, SECRET } from '../../cmd/registry/testing.ts'
import { hasDockerRegistry, startDockerRegistry } from '../support/docker-registry.ts'
import { startTokenServer, type TokenServer } from './token-server.ts'

/** Skips visibly where the registry is not installed. */
const testHere = hasDockerRegistry() ? test : test.skip

const note = hasDockerRegistry() ? '' : ' (not installed: docker-registry)'

const LAYER_TEXT = Buffer.from('a layer')

/** Starts a registry that verifies tokens, with the images team/app:1 and team/other:1. */
const start = async (
  t: ExecutionContext,
): Promise<{ host: string; tokens: TokenServer; env: Record<string, string> }> => {
  const tokens = await startTokenServer(t)
  const folder = mkdtempSync(join(tmpdir(), 'casehard-'))
  const registry = await startDockerRegistry(folder, {
    auth: tokens.auth,
    authorize: (_method, path) => {
      const name = /^\/v2\/(.+)\/(?:blobs|manifests)\//.exec(path)?.[1] ?? ''
      return `Bearer ${tokens.sign([{ type: 'repository', name, actions: ['pull', 'push'] }])}`
    },
  })
  t.teardown(registry.close)
  for (const repository of ['team/app', 'team/other']) {
    const text = JSON.stringify({ os: 'linux', architecture: 'amd64', config: { User: repository } })
    const config = await registry.pushBlob(repository, Buffer.from(text), CONFIG)
    const layers = [await registry.pushBlob(repository, LAYER_TEXT, LAYER)]
    await registry.pushManifest(repository, { schemaVersion: 2, mediaType: MANIFEST, config, layers }, MANIFEST, '1')
  }
  const file = join(folder, 'auth.json')
  const auth = Buffer.from(`ann:${SECRET}`).toString('base64')
  writeFileSync(file, JSON.stringify({ auths: { [registry.host]: { auth } } }))
  return { host: registry.host, tokens, env: { REGISTRY_AUTH_FILE: file } }
}

testHere(`a registry verifies the token of its token server, which is asked for each repository${note}`, async (t) => {
  const { host, tokens, env } = await start(t)
  const client = clientWith({ env })
  for (const repository of ['team/app', 'team/other']) {
    const image = await openImage(`${host}/${repository}:1`, client)
    t.like(image.config, { config: { User: repository } })
    const [layer] = image.layers
    if (layer !== undefined) t.deepEqual(await readAll(image.openLayer(layer)), LAYER_TEXT)
  }
  const [service, user] = ['registry.test', 'ann']
  t.deepEqual(tokens.asked, [
    { service, scope: 'repository:team/app:pull', user },
    { service, scope: 'repository:team/other:pull', user },
  ])
})

testHere(`a token with another scope is refused by the registry, and the message says so${note}`, async (t) => {
  const { host, tokens, env } = await start(t)
  const refusal = () => refusalOf(t, openImage(`${host}/team/app:1`, clientWith({ env })))
  const expected =
    'HOST/team/app:1: the token server of the registry gives this login no access to the image: status 401; check the name, and that this login may pull the image'
  tokens.grant = (asked) => asked.map((one) => ({ ...one, name: 'team/other' }))
  t.is(await refusal(), expected)
  tokens.grant = (asked) => asked.map((one) => ({ ...one, actions: ['push'] }))
  t.is(await refusal(), expected)
  tokens.grant = () => []
  t.is(await refusal(), expected)
})

testHere(`without a login the message asks for one${note}`, async (t) => {
  const { host, tokens } = await start(t)
  t.regex(
    await refusalOf(t, openImage(`${host}/team/app:1`, clientWith())),
    /the registry asks for a login, and no credentials were found: status 401; log in, e\.g\. with "docker login HOST"$/,
  )
  t.is(tokens.asked[0]?.user, undefined)
})

testHere(`a token that the registry cannot verify is refused${note}`, async (t) => {
  const { host, tokens, env } = await start(t)
  const expected =
    'HOST/team/app:1: the registry does not accept the token of its token server: status 401; try again, and tell those who run the registry'
  tokens.lifetime = -300
  t.is(await refusalOf(t, openImage(`${host}/team/app:1`, clientWith({ env }))), expected)
  tokens.lifetime = 300
  tokens.changeKey()
  t.is(await refusalOf(t, openImage(`${host}/team/app:1`, clientWith({ env }))), expected)
})
