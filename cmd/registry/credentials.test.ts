import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { findCredentials } from './credentials.ts'
import { authFile, base64, demandBasic, helpers, LOGIN, makeFolder, writeJson } from './login-testing.ts'
import { clientWith, ioWith, open, refusalOf, SECRET, startRegistry } from './testing.ts'

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
