import test from 'ava'
import { catalogOf } from '../evidence/image/catalog.ts'
import type { Configuration, ImageFacts } from '../model.ts'
import { unknownImages } from './configured.ts'

const configuration: Configuration = {
  profile: 'restricted',
  controls: {},
  settings: { resources: { requests: {}, limits: {} } },
  exemptions: [],
  kinds: [],
  images: [],
  exemptionAnnotations: false,
  assume: false,
}

const POD = (...images: string[]): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n${images
    .map((image, i) => `    - name: c${i}\n      image: ${image}\n`)
    .join('')}`

const unknown = (texts: string[], own: ImageFacts[] = [], builtin: ImageFacts[] = []) =>
  unknownImages(
    texts.map((text, i) => ({ name: `${i}.yaml`, text })),
    {
      configuration: { ...configuration, images: own },
      images: catalogOf(builtin),
      version: '0.0.0',
      today: '2026-01-01',
    },
  )

test('each repository is listed once, with its first place', (t) => {
  const texts = [POD('registry.example/a:1', 'nginx:1.27'), `---\n${POD('registry.example/a:2', 'b')}`]
  t.deepEqual(unknown(texts), [
    { repository: 'registry.example/a', image: 'registry.example/a:1', file: '0.yaml', line: 7 },
    { repository: 'docker.io/library/nginx', image: 'nginx:1.27', file: '0.yaml', line: 9 },
    { repository: 'docker.io/library/b', image: 'b', file: '1.yaml', line: 10 },
  ])
})

test('an image whose user is known, from the configuration or built in, is not listed', (t) => {
  const texts = [POD('registry.example/a:1', 'nginx:1.27', 'registry.example/c')]
  const own: ImageFacts[] = [{ image: 'registry.example/a', status: 'configured', user: 10001 }]
  const builtin: ImageFacts[] = [{ image: 'docker.io/library/nginx', status: 'verified', imageUser: 0 }]
  t.deepEqual(
    unknown(texts, own, builtin).map(({ repository }) => repository),
    ['registry.example/c'],
  )
  const silent: ImageFacts[] = [{ image: 'registry.example/c', status: 'configured', writable: [{ path: '/data' }] }]
  t.is(unknown([POD('registry.example/c')], silent).length, 1)
})

test('containers without an image and documents without a pod list nothing', (t) => {
  t.deepEqual(unknown(['kind: ConfigMap\n', POD('""').replace('      image: ""\n', ''), '']), [])
})
