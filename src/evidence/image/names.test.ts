import test from 'ava'
import type { ImageCatalog, ImageFacts } from '../../model.ts'
import { catalogOf, readCatalog } from './catalog.ts'
import { canonicalImage, mirroredPart, parseImage } from './names.ts'

const CANONICAL: Record<string, string> = {
  nginx: 'docker.io/library/nginx',
  'docker.io/nginx:1': 'docker.io/library/nginx',
  'mirror.gcr.io/library/redis': 'docker.io/library/redis',
  'mirror.gcr.io/redis': 'docker.io/library/redis',
  'lscr.io/linuxserver/radarr': 'docker.io/linuxserver/radarr',
  'public.ecr.aws/docker/library/redis:8': 'docker.io/library/redis',
  'ecr-public.aws.com/docker/library/redis:8.2.3-alpine': 'docker.io/library/redis',
  'k8s.gcr.io/ingress-nginx/controller': 'registry.k8s.io/ingress-nginx/controller',
  'prom/prometheus': 'quay.io/prometheus/prometheus',
  'bitnamilegacy/redis': 'docker.io/bitnami/redis',
  'docker.io/bitnamisecure/redis': 'docker.io/bitnami/redis',
  'docker.io/bitnamiprem/redis:8': 'docker.io/bitnami/redis',
  'public.ecr.aws/bitnami/redis': 'docker.io/bitnami/redis',
  'quay.io/team/bitnami/redis': 'quay.io/team/bitnami/redis',
  'registry.example/library/redis': 'registry.example/library/redis',
  'registry.k8s.io/kubectl': 'registry.k8s.io/kubectl',
}

for (const [reference, canonical] of Object.entries(CANONICAL))
  test(`an image has one canonical name in all registries of its publisher: ${reference}`, (t) => {
    t.is(canonicalImage(parseImage(reference)), canonical)
  })

const PARTS: Record<string, string | undefined> = {
  'docker.io/library/redis': 'library/redis',
  'harbor.example/hub-proxy/library/redis': 'library/redis',
  'harbor.example/hub/bitnamilegacy/redis': 'bitnami/redis',
  'registry.example:5000/prom/prometheus': 'prometheus/prometheus',
  'quay.io/prometheus/prometheus': 'prometheus/prometheus',
  'registry.example/redis': undefined,
  'registry.k8s.io/kubectl': undefined,
}

for (const [canonical, part] of Object.entries(PARTS))
  test(`a mirror keeps the last folder and the name: ${canonical}`, (t) => {
    t.is(mirroredPart(canonical), part)
  })

const ENTRIES: ImageFacts[] = [
  { image: 'docker.io/library/db', tags: { below: '2' }, status: 'verified', user: 1 },
  { image: 'docker.io/library/db', tags: { from: '2' }, status: 'verified', user: 2 },
  { image: 'docker.io/team/app', mirrors: ['ghcr.io/team/app', 'quay.io/other/app'], status: 'verified', user: 3 },
  { image: 'docker.io/family/*', status: 'verified', user: 4 },
]

const [first, second, app, family] = ENTRIES.map((facts) => JSON.stringify(facts)) as [string, string, string, string]
const TEXT = `
docker.io/library/db	0,${first.length + 1}
docker.io/team/app	${first.length + second.length + 2}
ghcr.io/team/app	${first.length + second.length + 2}
quay.io/other/app	${first.length + second.length + 2}
docker.io/family/*	${first.length + second.length + app.length + 3}

${first}
${second}
${app}
${family}`

const CATALOGS: Record<string, ImageCatalog> = { list: catalogOf(ENTRIES), text: readCatalog(TEXT) }

for (const [kind, catalog] of Object.entries(CATALOGS))
  test(`a catalog finds all entries of a name, a mirror, a folder and name, and the families: ${kind}`, (t) => {
    const users = (entries: readonly ImageFacts[]) => entries.map(({ user }) => user)
    t.deepEqual(users(catalog.named('docker.io/library/db')), [1, 2])
    t.deepEqual(users(catalog.named('quay.io/other/app')), [3])
    t.deepEqual(users(catalog.named('library/db')), [])
    t.deepEqual(users(catalog.endingIn('team/app')), [3])
    t.deepEqual(users(catalog.endingIn('library/db')), [1, 2])
    t.deepEqual(users(catalog.patterns()), [4])
  })
