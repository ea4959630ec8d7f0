import test from 'ava'
import { parse } from 'yaml'
import { startRegistry } from '../../registry/testing.ts'
import { run } from '../../testing.ts'
import { LOCK, pod, setup } from './testing.ts'

test('images check names images that the lock does not have, and --prune removes those that the input does not have', async (t) => {
  const { env, files } = await setup()
  const { files: written } = await run(['images', 'lock', '--from', 'oci', 'pod.yaml'], { env, files })
  const own = { [LOCK]: written[LOCK] ?? '', '/project/pod.yaml': pod(), '/project/b.yaml': pod('127.0.0.1:1/b') }
  t.is((await run(['images', 'check', 'pod.yaml'], { files: own })).code, 0)
  const missing = await run(['images', 'check', 'b.yaml'], { files: own })
  t.deepEqual([missing.code, missing.stdout], [1, '127.0.0.1:1/b: not in casehard.images.yaml\n'])
  const pruned = await run(['images', 'lock', '--prune', 'b.yaml'], { env, files: own })
  t.deepEqual(parse(pruned.files[LOCK] ?? '').images, [])
})

test('images check --online asks for the platform that the lock file names', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ config: { os: 'linux', architecture: 'arm64' }, tag: '1' })
  const image = `${registry.host}/team/app:1`
  const files = { '/project/pod.yaml': pod(image) }
  const lock = ['images', 'lock', '--config-only', '--platform', 'linux/arm64', 'pod.yaml']
  const { code, files: written, stderr } = await run(lock, { files })
  t.is(code, 0, stderr)
  const check = (platform: string) => {
    const text = (written[LOCK] ?? '').replace('linux/arm64', platform)
    return run(['images', 'check', '--online', 'pod.yaml'], { files: { ...files, [LOCK]: text } })
  }
  t.deepEqual([(await check('linux/arm64')).code, (await check('linux/arm64')).stdout], [0, ''])
  t.regex((await check('linux/s390x')).stdout, /the image is for linux\/arm64 only, not for linux\/s390x/)
  const wrong = await check('arm64')
  t.is(wrong.code, 2)
  t.regex(wrong.stderr, /platform "arm64": the platform is not valid; write it as linux\/amd64/)
})
