import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { WEB_CHART } from '../../support/charts.ts'
import { registryAnswers, serve } from '../../support/loopback.ts'
import { installInto, makeFolder, runSlot, slot, testWith } from '../../support/slots.ts'
import { helm4, installPlugin, VERSION, writePlugin } from './helm4.ts'
import { hasGpg, makeKeyrings, SIGNER } from './signing.ts'

const ARCHIVE = `casehard-${VERSION}.tgz`
const TEMPLATE = ['template', 'shop', WEB_CHART.path, '--post-renderer', 'casehard']

/** Whether Helm 4 finds the plugin and hardens by it. */
const hardens = async (env: NodeJS.ProcessEnv): Promise<boolean> =>
  /allowPrivilegeEscalation: false/.test(await runSlot('helm4', TEMPLATE, env))

/** A plugin, written and packed by Helm; without keyrings it is not signed. */
const packPlugin = async (folder: string, keyring?: string) => {
  const env = installInto(folder)
  const plugin = join(folder, 'written')
  await writePlugin(plugin, env)
  const signing = keyring === undefined ? ['--sign=false'] : ['--key', SIGNER, '--keyring', keyring]
  const { exitCode, stderr } = await helm4(['plugin', 'package', plugin, '--destination', folder, ...signing], env)
  if (exitCode !== 0) throw new Error(stderr)
  return { env, archive: join(folder, ARCHIVE) }
}

for (const name of ['casehard', 'a folder with blanks and a $HOME']) {
  testWith('helm4')(`helm plugin install takes the plugin from a folder: ${name}`, async (t) => {
    const env = await installPlugin(makeFolder(), name)
    t.regex((await helm4(['plugin', 'list'], env)).stdout, RegExp(`^casehard\\s+${VERSION}\\s+postrenderer/v1`, 'm'))
    t.true(await hardens(env))
  })
}

testWith('helm4')('a plugin that is installed from a folder is brought up to date by writing it again', async (t) => {
  const folder = makeFolder()
  const env = await installPlugin(folder)
  writeFileSync(join(folder, 'casehard', 'dist', 'start.cjs'), 'process.exitCode = 3')
  t.not((await helm4(TEMPLATE, env)).exitCode, 0)
  await writePlugin(join(folder, 'casehard'), env)
  t.deepEqual(readdirSync(join(folder, 'casehard')), ['dist', 'plugin.yaml'])
  t.true(await hardens(env))
})

testWith('helm4')('the plugin writes itself into another folder, whole', async (t) => {
  const folder = makeFolder()
  const env = installInto(folder)
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  await writePlugin(first, env)
  const program = join(first, 'dist', 'casehard.cjs')
  await execa(process.execPath, [program, 'plugin', 'helm', '--dir', second], { env, extendEnv: false })
  t.deepEqual(readdirSync(second, { recursive: true }).sort(), readdirSync(first, { recursive: true }).sort())
  t.is(readFileSync(join(second, 'plugin.yaml'), 'utf8'), readFileSync(join(first, 'plugin.yaml'), 'utf8'))
})

testWith('helm4')(
  'Helm packs the plugin, and installs the archive only where it is told not to verify it',
  async (t) => {
    const { env, archive } = await packPlugin(makeFolder())
    const refused = await helm4(['plugin', 'install', archive], env)
    t.not(refused.exitCode, 0)
    t.regex(refused.stderr, /no provenance file/)
    t.is((await helm4(['plugin', 'install', archive, '--verify=false'], env)).exitCode, 0)
    t.true(await hardens(env))
  },
)

testWith('helm4')('Helm installs the archive from an HTTP server', async (t) => {
  const { env, archive } = await packPlugin(makeFolder())
  const server = await serve(new Map([[`/${ARCHIVE}`, { type: 'application/gzip', body: readFileSync(archive) }]]))
  try {
    const args = ['plugin', 'install', `http://${server.authority}/${ARCHIVE}`, '--verify=false']
    const { exitCode, stderr } = await helm4(args, env)
    t.is(exitCode, 0, stderr)
  } finally {
    await server.close()
  }
  t.true(server.asked.includes(`/${ARCHIVE}`))
  t.true(await hardens(env))
})

testWith('helm4')('Helm installs the archive from an OCI registry, and there honours HELM_PLUGINS', async (t) => {
  const folder = makeFolder()
  const { env, archive } = await packPlugin(folder)
  const plugins = join(folder, 'plugins')
  const here = { ...env, HELM_PLUGINS: plugins }
  const server = await serve(registryAnswers('team/casehard', VERSION, new Map([[ARCHIVE, readFileSync(archive)]])))
  try {
    const source = `oci://${server.authority}/team/casehard:${VERSION}`
    const { exitCode, stderr } = await helm4(['plugin', 'install', source, '--plain-http', '--verify=false'], here)
    t.is(exitCode, 0, stderr)
  } finally {
    await server.close()
  }
  t.true(server.asked.includes(`/v2/team/casehard/manifests/${VERSION}`))
  t.deepEqual(readdirSync(plugins), ['casehard'])
  t.true(await hardens(here))
})

const testSigned = hasGpg() ? testWith('helm4') : test.skip
if (!hasGpg()) console.warn('skipped: signed plugins, since there is no gpg')

testSigned(
  'Helm verifies a signed archive, from a file and from a registry, and refuses one that was touched',
  async (t) => {
    const folder = makeFolder()
    const { secret, open } = await makeKeyrings(folder)
    const { env, archive } = await packPlugin(folder, secret)
    const keyring = ['--keyring', open]
    t.regex((await helm4(['plugin', 'verify', archive, ...keyring], env)).stdout, RegExp(SIGNER))
    t.is((await helm4(['plugin', 'install', archive, ...keyring], env)).exitCode, 0)
    t.true(await hardens(env))
    t.is((await helm4(['plugin', 'uninstall', 'casehard'], env)).exitCode, 0)
    const files = [ARCHIVE, `${ARCHIVE}.prov`].map((name): [string, Buffer] => [name, readFileSync(join(folder, name))])
    const server = await serve(registryAnswers('casehard', VERSION, new Map(files)))
    try {
      const source = `oci://${server.authority}/casehard:${VERSION}`
      const { exitCode, stderr } = await helm4(['plugin', 'install', source, '--plain-http', ...keyring], env)
      t.is(exitCode, 0, stderr)
    } finally {
      await server.close()
    }
    t.true(await hardens(env))
    writeFileSync(archive, 'x', { flag: 'a' })
    t.regex((await helm4(['plugin', 'verify', archive, ...keyring], env)).stderr, /sum does not match/)
  },
)

testWith('helm4')(
  'helm plugin install of a folder ignores HELM_PLUGINS; the plugin is written into it instead',
  async (t) => {
    const folder = makeFolder()
    const plugins = join(folder, 'plugins')
    const env = { ...installInto(folder), HELM_PLUGINS: plugins }
    const outside = await writePlugin(join(folder, 'outside'), env)
    t.is((await helm4(['plugin', 'install', join(folder, 'outside')], env)).exitCode, 0)
    t.regex((await helm4(TEMPLATE, env)).stderr, /Name:casehard Type:postrenderer\/v1.*not found/)
    const next = /^Next: {2}casehard plugin helm --dir (.+)$/m.exec(outside.stdout)?.[1] ?? ''
    t.is(next, join(plugins, 'casehard'))
    t.regex((await writePlugin(next, env)).stdout, /Helm finds it there/)
    t.true(await hardens(env))
  },
)

testWith('helm3', 'helm4')(
  'Helm 3 loses all of its plugins where it meets the plugin, and still finds casehard on the PATH',
  async (t) => {
    const folder = makeFolder()
    const env = await installPlugin(folder)
    const other = join(folder, 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'plugin.yaml'), 'name: other\nversion: 1.0.0\nusage: none\ncommand: "true"\n')
    const list = () => execa(slot('helm3'), ['plugin', 'list'], { env, extendEnv: false, reject: false })
    symlinkSync(other, join(env.HELM_DATA_HOME ?? '', 'plugins', 'other'))
    t.regex((await list()).stderr, /unknown field "apiVersion"/)
    t.regex(await runSlot('helm3', TEMPLATE, env), /allowPrivilegeEscalation: false/)
    t.is((await helm4(['plugin', 'uninstall', 'casehard'], env)).exitCode, 0)
    t.regex((await list()).stdout, /^other\s+1\.0\.0/m)
  },
)
