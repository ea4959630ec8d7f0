import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import anyTest, { type TestFn } from 'ava'
import { execa } from 'execa'
import { hasExecutable } from '../../support/programs.ts'
import { findInstalled, harden, installInto, makeFolder, objectsByName, testWith } from '../../support/slots.ts'
import { ALPHA, build, hardeningYaml, KUSTOMIZES, writeInto } from '../kustomize/kustomize.ts'
import { PLAIN, SHOP } from '../kustomize/kustomize-shop.ts'
import { buildImage, confined, IMAGE, type Store, whyNoImage } from './container.ts'

const test = anyTest as TestFn<Store>
const INPUT = readFileSync('examples/shop.yaml', 'utf8')

const reason = whyNoImage(hasExecutable())
if (reason !== undefined) console.warn(`skipped: the container image, since ${reason}`)
const testImage = reason === undefined ? test.serial : test.skip

const runtimes = ['podman', 'runc'].filter((name) => findInstalled(name) === undefined)
if (runtimes.length > 0) console.warn(`skipped: the image in a container, since there is no ${runtimes.join(', ')}`)
const testContainer = reason === undefined && runtimes.length === 0 ? test.serial : test.skip

let store: Store
if (reason === undefined)
  test.before(async () => {
    store = await buildImage()
  })

/** What casehard makes of the input without a container. */
const expected = () => harden(INPUT, { ...installInto(makeFolder()), CASEHARD_REPORT: '/dev/null' })

testImage('the image has the program, its C library, accounts and licences, and no shell', async (t) => {
  const files = readdirSync(join(store.folder, 'files', 'rootfs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(store.folder, 'files', 'rootfs', name)).isFile())
    .sort()
  const [libraries, others] = [true, false].map((wanted) => files.filter((name) => /^lib(64)?\//.test(name) === wanted))
  t.deepEqual(others, [
    ...['casehard', 'etc/group', 'etc/passwd', 'licenses/LICENSE', 'licenses/THIRD-PARTY-LICENSES.txt'],
  ])
  t.true((libraries?.length ?? 0) > 0)
  for (const name of libraries ?? []) t.regex(name, /\/(?:ld-[\w-]+|lib[\w-]+)(?:\.so[.\d]*)+$/)
})

testImage(
  'the image is one layer, runs as a number other than root, and names no port, volume or variable',
  async (t) => {
    const { stdout } = await execa('buildah', [...store.options, 'inspect', '--type', 'image', IMAGE])
    const { OCIv1 } = JSON.parse(stdout)
    t.is(OCIv1.rootfs.diff_ids.length, 1)
    t.deepEqual(OCIv1.config, {
      User: '65532:65532',
      Entrypoint: ['/casehard'],
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Labels: OCIv1.config.Labels,
    })
  },
)

testImage('two builds give the same image', async (t) => {
  const idOf = async ({ options }: Store) =>
    (await execa('buildah', [...options, 'images', '--no-trunc', '--quiet', IMAGE])).stdout
  const [first, second] = [await idOf(store), await idOf(await buildImage())]
  t.regex(first, /^sha256:[0-9a-f]{64}$/)
  t.is(second, first)
})

testImage('in a root of its own, without capabilities, the image gives the bytes that casehard gives', async (t) => {
  const name = 'casehard-filter'
  await execa('buildah', [...store.options, 'from', '--name', name, IMAGE])
  const run = [
    ...store.options,
    'run',
    '--isolation',
    'chroot',
    '--cap-drop',
    'all',
    name,
    '--',
    '/casehard',
    '--quiet',
  ]
  const { stdout } = await execa('buildah', run, { input: INPUT, stripFinalNewline: false })
  t.is(stdout, await expected())
})

testContainer(
  'with a read-only root and without capabilities, network and privileges, the image is a filter',
  async (t) => {
    const args = [...confined(store, '--security-opt', 'no-new-privileges'), IMAGE]
    const { stdout, stderr } = await execa('podman', args, { input: INPUT, stripFinalNewline: false })
    t.is(stdout, await expected())
    t.regex(stderr, /^casehard: 3 pods: /)
  },
)

testContainer('what the image writes to a volume belongs to the user 65532', async (t) => {
  const out = join(store.folder, 'out')
  mkdirSync(out)
  chmodSync(out, 0o777)
  const args = [...confined(store, '--volume', `${out}:/out`), IMAGE, '--report', '/out/report.json']
  await execa('podman', args, { input: INPUT })
  const { uid, gid } = statSync(join(out, 'report.json'))
  t.deepEqual([uid, gid], [65532, 65532])
})

testContainer('the image refuses what casehard refuses, with its exit code', async (t) => {
  const args = [...confined(store), IMAGE]
  const { exitCode, stdout } = await execa('podman', args, { input: 'kind: Pod\nspec: {', reject: false })
  t.deepEqual([exitCode, stdout], [3, ''])
})

for (const kustomize of KUSTOMIZES) {
  const isThere = testWith(kustomize.name) === (anyTest as unknown)
  const testFunction = isThere ? testContainer : test.skip

  testFunction(`${kustomize.name} runs the image as a container function, as the user nobody`, async (t) => {
    const folder = makeFolder()
    const env = installInto(folder)
    const [podman, ...options] = [findInstalled('podman'), ...confined(store).slice(0, store.options.length + 4)]
    // Kustomize starts `docker run`; podman takes the same words, and here its own store and the limits of this machine.
    writeInto(join(folder, 'docker-bin'), {
      docker: `#!/bin/sh\nshift\nexec '${podman}' ${options.map((word) => `'${word}'`).join(' ')} run --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --read-only "$@"\n`,
    })
    const hardening = hardeningYaml({ container: { image: IMAGE } })
    const app = writeInto(join(folder, 'app'), { ...SHOP, 'hardening.yaml': hardening })
    const built = await build(kustomize, app, { ...env, PATH: `${join(folder, 'docker-bin')}:${env.PATH}` }, ALPHA)
    const plain = writeInto(join(folder, 'plain'), { ...SHOP, 'kustomization.yaml': PLAIN })
    const rendered = await build(kustomize, plain, env)
    t.deepEqual(objectsByName(built), objectsByName(await harden(rendered, env)))
    t.regex(built, /allowPrivilegeEscalation: false/)
  })
}
