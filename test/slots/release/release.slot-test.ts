import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { parse } from 'yaml'
import { cleanEnvironmentIn, findInstalled, makeFolder } from '../../support/slots.ts'
import { canMake, release } from './releases.ts'

const { version: VERSION } = JSON.parse(readFileSync('package.json', 'utf8'))
const [first, second] = [join(makeFolder(), 'release'), join(makeFolder(), 'release')]
const sumsOf = (folder: string): string => readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
const namesOf = (sums: string): string[] => [...sums.matchAll(/^[0-9a-f]{64} {2}(.+)$/gm)].map(([, name = '']) => name)

let said = ''
test.before(async (t) => {
  const { stdout, stderr, exitCode } = await release(['--dry-run', '--output', first])
  t.is(exitCode, 0, stderr)
  said = stdout
})

test('a dry run makes each artefact, or says why not', (t) => {
  const machine = `${process.platform}-${process.arch}`
  const wanted = [
    `casehard-${VERSION}.cdx.json`,
    `casehard-action-${VERSION}.tar.gz`,
    `casehard-npm-${VERSION}.tgz`,
    `casehard-schemas-${VERSION}.tar.gz`,
    ...(canMake('executable') ? [`casehard-${machine}`, `casehard-${machine}-${VERSION}.cdx.json`] : []),
    ...(canMake('image') ? [`casehard-image-${VERSION}-${machine}.tar`] : []),
    ...(canMake('helm-plugin') ? [`casehard-${VERSION}.tgz`] : []),
  ]
  t.deepEqual(namesOf(sumsOf(first)), wanted.sort())
  for (const name of ['executable', 'image', 'helm-plugin'])
    t.is(RegExp(`^${name}: skipped, because `, 'm').test(said), !canMake(name), said)
  t.regex(said, /^helm-plugin: not signed; /m)
})

test('the checksums are those of the files', async (t) => {
  await t.notThrowsAsync(execa('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: first }))
})

test('two runs give the same files', async (t) => {
  const { exitCode, stderr } = await release(['--dry-run', '--output', second])
  t.is(exitCode, 0, stderr)
  t.is(sumsOf(second), sumsOf(first))
})

test('SOURCE_DATE_EPOCH is the time in the artefacts, and anything but a number is refused', async (t) => {
  const output = join(makeFolder(), 'release')
  const args = ['--dry-run', '--output', output, '--only', 'sbom', '--only', 'schemas']
  t.is((await release(args, { SOURCE_DATE_EPOCH: '86400' })).exitCode, 0)
  const sbom = JSON.parse(readFileSync(join(output, `casehard-${VERSION}.cdx.json`), 'utf8'))
  t.is(sbom.metadata.timestamp, '1970-01-02T00:00:00.000Z')
  const tar = ['--list', '--verbose', '--utc', '--file', join(output, `casehard-schemas-${VERSION}.tar.gz`)]
  const { stdout } = await execa('tar', tar)
  t.regex(stdout, / 0\/0 .* 1970-01-02 00:00 \.\/report\.schema\.json$/m)
  t.regex((await release(args, { SOURCE_DATE_EPOCH: 'today' })).stderr, /^release: SOURCE_DATE_EPOCH: "today" is not/)
})

test('the SBOM lists the packages in the bundle and no other, with what they need of each other', (t) => {
  const sbom = JSON.parse(readFileSync(join(first, `casehard-${VERSION}.cdx.json`), 'utf8'))
  t.is(sbom.bomFormat, 'CycloneDX')
  t.regex(sbom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  const listed: string[] = sbom.components.map(({ name, version }: Record<string, string>) => `${name} ${version}`)
  const licences = readFileSync('dist/THIRD-PARTY-LICENSES.txt', 'utf8')
  const bundled = [...licences.matchAll(/^(\S+ \d\S*) \(.+\)$/gm)].map(([, name = '']) => name)
  t.true(bundled.length > 10)
  t.deepEqual([...new Set(listed)].sort(), [...new Set(bundled)].sort())
  const refs = new Set(sbom.components.map((component: Record<string, string>) => component['bom-ref']))
  for (const { ref, dependsOn } of sbom.dependencies) {
    t.true(refs.has(ref) || ref === `casehard@${VERSION}`, ref)
    for (const name of dependsOn) t.true(refs.has(name), name)
  }
  t.true(sbom.dependencies[0].dependsOn.some((name: string) => name.startsWith('yaml@')))
})

test('the npm package has no cache of one Node, no dependency and nothing of a checkout', async (t) => {
  const { stdout } = await execa('tar', ['--list', '--file', join(first, `casehard-npm-${VERSION}.tgz`)])
  const names = stdout.split('\n').filter((name) => !name.startsWith('package/schemas/'))
  t.deepEqual(
    names.sort(),
    [
      ...['LICENSE', 'README.md', 'dist/LICENSE', 'dist/THIRD-PARTY-LICENSES.txt', 'dist/casehard.cjs'],
      ...['dist/start.cjs', 'package.json'],
    ].map((name) => `package/${name}`),
  )
})

test('the bundle of the Action needs no build', async (t) => {
  const folder = makeFolder()
  await execa('tar', ['--extract', '--file', join(first, `casehard-action-${VERSION}.tar.gz`), '--directory', folder])
  const { runs } = parse(readFileSync(join(folder, 'action.yml'), 'utf8'))
  t.is(runs.using, 'composite')
  const env = { PATH: process.env.PATH, ACTION_PATHS: resolve('examples/shop.yaml'), CASEHARD_CONFIG: 'none' }
  const script = join(folder, 'action', 'main.mjs')
  const { stderr } = await execa(process.execPath, [script], { cwd: folder, env, extendEnv: false })
  t.regex(stderr, /^casehard: 3 pods: 18 would change/)
})

test('where buildah is absent, a dry run says so', async (t) => {
  const bin = makeFolder()
  for (const name of ['tar', 'git', 'npm', 'node', 'sh']) symlinkSync(findInstalled(name) ?? '', join(bin, name))
  const output = join(makeFolder(), 'release')
  const { exitCode, stdout } = await release(['--dry-run', '--output', output, '--only', 'image'], { PATH: bin })
  t.is(exitCode, 0)
  t.is(stdout, 'image: skipped, because there is no buildah on the PATH')
})

test('a release is made of the tag of its version only, and of artefacts that exist', async (t) => {
  const output = join(makeFolder(), 'release')
  const untagged = await release(['--output', output], { GIT_DIR: await emptyRepository() })
  t.is(untagged.exitCode, 1)
  t.is(untagged.stderr, `release: HEAD is not tagged v${VERSION}; use --dry-run for any checkout`)
  const unknown = await release(['--dry-run', '--output', output, '--only', 'rpm'])
  t.regex(unknown.stderr, /^release: --only: unknown artefact "rpm"; use npm, executable, image, /)
  t.regex((await release(['--dry-run', '--key', 'x'])).stderr, /^release: --key and --keyring need each other$/)
})

/** Makes a repository without a commit; returns its folder for GIT_DIR. */
const emptyRepository = async (): Promise<string> => {
  const folder = join(makeFolder(), 'repository')
  mkdirSync(folder)
  await execa('git', ['init', '--quiet', folder], { env: cleanEnvironmentIn(folder), extendEnv: false })
  return join(folder, '.git')
}
