import test, { type ExecutionContext } from 'ava'
import { parse } from 'yaml'
import { startRegistry } from '../../registry/testing.ts'
import { SOFT_POD } from '../../testing.ts'
import { review } from './testing.ts'

const LOCK = '/project/casehard.images.yaml'

/** Starts a registry with an image that runs as a user, and returns a pod of that image and one of another image. */
const startWithImage = async (t: ExecutionContext) => {
  const registry = await startRegistry(t)
  registry.putImage({ config: { os: 'linux', architecture: 'amd64', config: { User: '1001' } }, tag: '1.4.2' })
  const image = `${registry.host}/team/app:1.4.2`
  const pod = SOFT_POD.replace('registry.example/team/app:1.4.2', image)
  const other = SOFT_POD.replace('name: web', 'name: other')
  return { registry, image, files: { '/project/web.yaml': `${pod}---\n${other}` } }
}

/** The screen without line breaks, which depend on the length of the port. */
const flat = (screen: string): string => screen.replace(/\s+/g, ' ')

test('i reads the image from its registry, adds it to the lock file, and goes on with what is left', async (t) => {
  const { image, files } = await startWithImage(t)
  const before = 'apiVersion: casehard.dev/v1\nkind: ImageLock\nimages:\n'
  const kept = `  - image: b:1\n    digest: sha256:${'a'.repeat(64)}\n    platform: linux/amd64\n    found: "2026-01-01"\n    config: {}\n`
  const result = await review(['web.yaml'], ['i', 'q'], { files: { ...files, [LOCK]: before + kept } })
  t.is(result.code, 0, result.stderr)
  const screen = flat(result.screen)
  const [, all] = /1 of (\d+): Pod web, container app \(web\.yaml:7\) run-as-non-root: held/.exec(screen) ?? []
  t.true(screen.includes(`${image} is now in casehard.images.yaml; settled by it: run-as-non-root of Pod web`), screen)
  const [, left] = /settled by it.* 1 of (\d+): Pod web, container app/.exec(screen) ?? []
  t.true(Number(left) < Number(all), screen)
  t.is(screen.match(/run-as-non-root: held, because nothing shows that it works/g)?.length, 1)
  t.like(parse(result.files[LOCK] ?? '').images, [
    { image, platform: 'linux/amd64', found: '2026-11-21', config: { user: '1001' } },
    { image: 'b:1', found: '2026-01-01' },
  ])
})

test('a decision before an image is looked up is kept, and what it settles is not left open', async (t) => {
  const { files } = await startWithImage(t)
  const setup = { files: { '/project/web.yaml': files['/project/web.yaml'].split('---')[0] ?? '' } }
  const { screen, files: after } = await review(['web.yaml'], ['s', 'a', 'i', 'q', 'y'], setup)
  t.regex(screen, /1 control accepted \(drop-capabilities\), 0 exemptions, 1 left open\n/)
  t.regex(after['/project/casehard.yaml'] ?? '', /assume:\n {2}- drop-capabilities\n$/)
})

test('an image that its registry does not have is named with the reason, and the question is asked again', async (t) => {
  const { registry, files } = await startWithImage(t)
  registry.intercept = (_, response) => {
    response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}')
    return true
  }
  const { screen, code, files: after } = await review(['web.yaml'], ['i', 's', 'q'], { files })
  t.is(code, 0)
  t.regex(flat(screen), /not found: 127\.0\.0\.1:\d+\/team\/app:1\.4\.2: .+; .+ run-as-non-root\? a accept/)
  t.regex(screen, /\n2 of 8: /)
  t.is(parse(after[LOCK] ?? 'images: []').images.length, 0)
})

test('a lock file that cannot be written does not end the review', async (t) => {
  const { files } = await startWithImage(t)
  const { screen, code } = await review(['web.yaml'], ['i', 'q'], { files, diskFaults: { stage: () => 'ENOSPC' } })
  t.is(code, 0)
  t.regex(screen, /casehard\.images\.yaml: the lock file cannot be written \(no space\s+left\)/)
})

test('the lock file is the one in use: that of --images, or beside the configuration; --images none offers no key', async (t) => {
  const { files } = await startWithImage(t)
  const empty = 'apiVersion: casehard.dev/v1\nkind: ImageLock\nimages: []\n'
  const config = 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec:\n  profile: restricted\n'
  const named = await review(['web.yaml', '--images', 'own.yaml'], ['i', 'q'], {
    files: { ...files, '/project/own.yaml': empty },
  })
  t.is(parse(named.files['/project/own.yaml'] ?? '').images.length, 1)
  t.is(named.files[LOCK], undefined)
  const beside = await review(['../web.yaml'], ['i', 'q'], {
    cwd: '/project/apps',
    files: { ...files, '/project/.git/HEAD': '', '/project/casehard.yaml': config },
  })
  t.is(parse(beside.files[LOCK] ?? '').images.length, 1, beside.screen + beside.stderr)
  const above = await review(['../web.yaml'], ['i', 'q'], {
    cwd: '/project/apps',
    files: { ...files, '/project/.git/HEAD': '', [LOCK]: empty },
  })
  t.is(parse(above.files[LOCK] ?? '').images.length, 1, above.screen + above.stderr)
  const none = await review(['web.yaml', '--images', 'none'], ['q'], { files })
  t.notRegex(none.screen, /i look up/)
})

test('no registry is asked unless the key is pressed', async (t) => {
  const { registry, files } = await startWithImage(t)
  await review(
    ['web.yaml'],
    Array.from({ length: 9 }, () => 's'),
    { files },
  )
  t.deepEqual(registry.asked, [])
})
