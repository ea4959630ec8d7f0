import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { parse } from 'yaml'
import type { Report } from '../../src/model.ts'
import { cleanEnvironment, PROGRAM } from '../support/streams.ts'
import { makeImages, missing, type RealImages } from './real-images.ts'
import { type HardenedContainer, runContainer } from './run-container.ts'

const lacking = [...missing, ...(spawnSync('runc', ['--version']).status === 0 ? [] : ['runc'])]
const note = lacking.length === 0 ? '' : ` (not here: ${lacking.join(', ')})`
const testHere = lacking.length === 0 ? test.serial : test.serial.skip

let real: RealImages
let folder: string

const HOME = '/opt/sonarqube'

const casehard = async (args: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    env: { ...cleanEnvironment(), XDG_CACHE_HOME: join(folder, 'cache') },
    extendEnv: false,
    reject: false,
    input: `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: app, image: ${real.host}/team/sonarqube:1}]}\n`,
  })
  if (exitCode !== 0) throw new Error(stderr)
  return stdout
}

test.before(async () => {
  if (lacking.length > 0) return
  real = await makeImages()
  folder = mkdtempSync(join(tmpdir(), 'casehard-seed-'))
  real.push('sonarqube')
  await casehard(['images', 'lock', '-f', '-'])
})

test.after.always(() => {
  real?.close()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

testHere(`without seed the hint names the directories of the image that hold files${note}`, async (t) => {
  await casehard(['--quiet', '--report', join(folder, 'held.json')])
  const { held }: Report = JSON.parse(readFileSync(join(folder, 'held.json'), 'utf8'))
  const found = held.find(({ control }) => control === 'read-only-root-filesystem')
  t.regex(
    found?.hint ?? '',
    /^set seed: true .* copies \/opt\/sonarqube\/data, \/opt\/sonarqube\/extensions to an emptyDir/,
  )
})

testHere(`with seed the container runs with the files of its image and writes beside them${note}`, async (t) => {
  writeFileSync(
    join(folder, 'casehard.yaml'),
    'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {images: [{image: "*/team/sonarqube", seed: true}]}\n',
  )
  const { spec } = parse(await casehard(['--quiet'])) as {
    spec: Record<'initContainers' | 'containers', [HardenedContainer]> & { securityContext: { runAsUser: number } }
  }
  const [[seed], [app]] = [spec.initContainers, spec.containers]
  const securityContext = { ...spec.securityContext, ...app.securityContext }
  t.deepEqual([seed.name, securityContext.runAsUser, securityContext.readOnlyRootFilesystem], ['app-seed', 1000, true])

  const volume = join(folder, 'volume')
  mkdirSync(volume)
  chmodSync(volume, 0o777)
  const root = real.mount('sonarqube')
  const asPod = (container: HardenedContainer, ...command: string[]) =>
    runContainer(
      root,
      volume,
      { ...container, securityContext: { ...spec.securityContext, ...container.securityContext } },
      command.length === 0 ? undefined : command,
    )
  const done = { exitCode: 0, output: '' }
  t.deepEqual(asPod(seed), done)
  const copyOf = (path: string): string => join(volume, 'app', HOME, path)
  t.is(readFileSync(copyOf('extensions/plugin.jar'), 'utf8'), 'plugin\n')
  t.is(readlinkSync(copyOf('extensions/latest.jar')), 'plugin.jar')
  const { mode, uid } = lstatSync(copyOf('data/es/index'))
  t.deepEqual([mode & 0o777, uid], [0o400, 1000])

  const write = (...paths: string[]) => paths.map((path) => `echo new > ${HOME}/${path}`).join(' && ')
  t.deepEqual(asPod(app, 'sh', '-c', `cat ${HOME}/data/es/index ${HOME}/extensions/latest.jar`), {
    exitCode: 0,
    output: 'index\nplugin\n',
  })
  t.deepEqual(asPod(app, 'sh', '-c', write('data/new', 'data/es/new', 'extensions/plugin.jar', 'temp/new')), done)
  t.regex(asPod(app, 'sh', '-c', write('lib/new')).output, /Read-only file system/)

  // The kubelet runs it again when it makes the pod's sandbox anew, and keeps the volume.
  t.deepEqual(asPod(seed), done)
  t.is(readFileSync(copyOf('extensions/plugin.jar'), 'utf8'), 'plugin\n')
  t.is(readFileSync(copyOf('data/new'), 'utf8'), 'new\n')
})
