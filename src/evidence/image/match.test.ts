import test from 'ava'
import { parseImage } from '../../kube/image-reference.ts'
import { canonicalImage, mirroredPart } from './match.ts'

const CANONICAL: Record<string, string> = {
  nginx: 'docker.io/library/nginx',
  'docker.io/nginx:1': 'docker.io/library/nginx',
  'mirror.gcr.io/library/redis': 'docker.io/library/redis',
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
