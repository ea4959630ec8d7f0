import test from 'ava'
import { parse } from 'yaml'
import { run } from '../../testing.ts'
import { CONFIG, IMAGE, LOCK, pod } from './testing.ts'

test('a configuration of skopeo or crane is read under the name and digest that the user gives', async (t) => {
  const json = JSON.stringify({ os: 'linux', architecture: 'arm64', config: CONFIG, rootfs: { type: 'layers' } })
  const files = { '/project/pod.yaml': pod(), '/project/c.json': json }
  const from = `${IMAGE}@sha256:${'a'.repeat(64)}=c.json`
  const result = await run(['images', 'lock', '--from', from, 'pod.yaml'], { files })
  t.is(result.code, 0, result.stderr)
  const [image] = parse(result.files[LOCK] ?? '').images
  t.like(image, { image: IMAGE, platform: 'linux/arm64', from: 'config', digest: `sha256:${'a'.repeat(64)}` })
  t.is(image.files, undefined)
})
