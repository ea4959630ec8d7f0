import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { parse } from 'yaml'
import type { ImageLock, LockedImage, Report } from '../../src/model.ts'
import { cleanEnvironment, PROGRAM } from '../support/streams.ts'
import { proveFiles } from './files-oracle.ts'
import { pushIndex } from './push-index.ts'
import { makeImages, missing, type RealImages } from './real-images.ts'

const IMAGES = ['gitea', 'pgadmin', 'curl', 'sonarqube', 'stepdown', 'layered', 'tiny']

const note = missing.length === 0 ? '' : ` (not here: ${missing.join(', ')})`
const testHere = missing.length === 0 ? test.serial : test.serial.skip

let real: RealImages
let locked: ReadonlyMap<string, LockedImage>
let folder: string

const manifestOf = (image: string, more = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${image}}\nspec: {containers: [{name: app, image: ${real.host}/team/${image}:1${more}}]}\n---\n`

const casehard = (args: readonly string[], input?: string) =>
  execa(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    env: { ...cleanEnvironment(), XDG_CACHE_HOME: join(folder, 'cache') },
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  })

test.before(async () => {
  if (missing.length > 0) return
  real = await makeImages()
  folder = mkdtempSync(join(tmpdir(), 'casehard-lock-'))
  // One manifest is of Docker's own format.
  for (const image of IMAGES) real.push(image, image === 'stepdown' ? ['--format', 'v2s2'] : [])
  const { exitCode, stderr } = await casehard(
    ['images', 'lock', '-f', '-'],
    IMAGES.map((one) => manifestOf(one)).join(''),
  )
  if (exitCode !== 0) throw new Error(stderr)
  const { images }: ImageLock = parse(readFileSync(join(folder, 'casehard.images.yaml'), 'utf8'))
  locked = new Map(images.map((one) => [one.image.replace(/^.*\/team\/(.*):1$/, '$1'), one]))
})

test.after.always(() => real?.close())

const lockOf = (image: string): LockedImage => locked.get(image) as LockedImage

interface Inspected {
  config: Record<'User' | 'WorkingDir', string | undefined> &
    Record<'Entrypoint' | 'Cmd' | 'Env', string[] | undefined> &
    Record<'ExposedPorts' | 'Volumes', object | undefined>
}

const sortedKeys = (value: object | undefined): string[] | undefined =>
  value === undefined ? undefined : Object.keys(value).sort()

/** Without what is undefined, as a file has it. */
const defined = (value: object): object => JSON.parse(JSON.stringify(value))

for (const image of IMAGES) {
  testHere(`the configuration of ${image} is what skopeo says${note}`, (t) => {
    const reference = `docker://${real.host}/team/${image}:1`
    const { config }: Inspected = JSON.parse(real.skopeo('inspect', '--tls-verify=false', '--config', reference))
    const { config: found, digest, manifest } = lockOf(image)
    t.deepEqual(
      found as object,
      defined({
        user: config.User,
        entrypoint: config.Entrypoint,
        command: config.Cmd,
        workingDir: config.WorkingDir,
        env: config.Env?.map((line) => line.replace(/=.*/, '')).sort(),
        ports: sortedKeys(config.ExposedPorts),
        volumes: sortedKeys(config.Volumes),
      }),
    )
    t.is(digest, JSON.parse(real.skopeo('inspect', '--tls-verify=false', reference)).Digest)
    t.is(manifest, undefined)
  })

  testHere(`the files of ${image} are what getcap, find and stat say${note}`, (t) => {
    const root = real.mount(image)
    proveFiles(t, root, lockOf(image))
  })
}

/** What hardening with the lock says of one container, by control. */
const harden = async (image: string, more = ''): Promise<{ text: string; said: (control: string) => string }> => {
  const report = join(folder, `${image}.json`)
  const { stdout } = await casehard(['--quiet', '--report', report], manifestOf(image, more))
  const { changes, held }: Report = JSON.parse(readFileSync(report, 'utf8'))
  const entries = [...changes, ...held]
  const said = (control: string): string =>
    entries
      .filter((entry) => entry.control === control)
      .map((entry) => {
        const verdict = 'cause' in entry ? `held ${entry.cause}` : entry.confidence
        return [`${verdict}: ${entry.reason}`, ...entry.evidence.map(({ text }) => text)].join('; ')
      })
      .join('\n')
  return { text: stdout, said }
}

testHere(`an image like Gitea stays root, since its supervisor starts as root${note}`, async (t) => {
  const { text, said } = await harden('gitea')
  t.notRegex(text, /runAsNonRoot/)
  t.regex(said('run-as-non-root'), /^held evidence: .*s6/)
  t.regex(said('drop-capabilities'), /^held /)
})

testHere(`an image like pgAdmin keeps the capability of its interpreter${note}`, async (t) => {
  const { text, said } = await harden('pgadmin')
  t.regex(text, /runAsNonRoot: true/)
  t.regex(text, /add:\s*(?:- |\[)NET_BIND_SERVICE/)
  t.regex(said('drop-capabilities'), /python3/)
})

testHere(`an image like curl gets the number of its user${note}`, async (t) => {
  const { text, said } = await harden('curl')
  t.regex(text, /runAsUser: 100\b/)
  t.regex(text, /drop:\s*(?:- |\[)ALL/)
  t.regex(said('run-as-non-root'), /curl_user/)
})

testHere(
  `an image like SonarQube keeps a writable root for the folders that hold files of the image${note}`,
  async (t) => {
    const { text, said } = await harden('sonarqube')
    t.regex(text, /runAsUser: 1000\b/)
    t.notRegex(text, /readOnlyRootFilesystem: true/)
    t.regex(said('read-only-root-filesystem'), /^held .*\/opt\/sonarqube\/extensions/)
  },
)

testHere(`an image that steps down starts as the user that it steps down to${note}`, async (t) => {
  const { text } = await harden('stepdown')
  t.regex(text, /runAsUser: 999\b/)
  t.regex(text, /drop:\s*(?:- |\[)ALL/)
})

testHere(`an index is read for the platform that is asked for${note}`, async (t) => {
  const layouts = ['amd64', 'arm64'].map((architecture) => {
    const reference = `oci:${real.layout}-two:${architecture}`
    real.skopeo('copy', `oci:${real.layout}:${architecture === 'amd64' ? 'tiny' : 'curl'}`, reference)
    return reference
  })
  t.is(layouts.length, 2)
  const index = pushIndex(real, folder, layouts)
  const lock = async (platform: string): Promise<LockedImage> => {
    const out = `${platform.replace('/', '-')}.yaml`
    const { exitCode, stderr } = await casehard(
      ['images', 'lock', '-f', '-', '--platform', platform, '--out', out],
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: ${index.reference}}]}\n`,
    )
    t.is(exitCode, 0, stderr)
    return (parse(readFileSync(join(folder, out), 'utf8')) as ImageLock).images[0] as LockedImage
  }
  const [amd, arm] = [await lock('linux/amd64'), await lock('linux/arm64')]
  t.deepEqual([amd.digest, arm.digest], [index.digest, index.digest])
  t.deepEqual([amd.config.user, arm.config.user], ['65532:65532', 'curl_user'])
  t.not(amd.manifest, arm.manifest)
  t.is(
    (
      await casehard(
        ['images', 'lock', '-f', '-', '--platform', 'linux/s390x', '--out', 'no.yaml'],
        `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: ${index.reference}}]}\n`,
      )
    ).exitCode,
    1,
  )
})
