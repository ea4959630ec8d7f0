import test from 'ava'
import { parse } from 'yaml'
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
