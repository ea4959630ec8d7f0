import test from 'ava'
import { parseImage, repositoryWords } from './names.ts'

const HEX = 'sha256:0123456789abcdef'

const NAMES: [reference: string, registry: string, repository: string, tag?: string | undefined, digest?: string][] = [
  ['nginx', 'docker.io', 'library/nginx'],
  ['nginx:1.29-alpine', 'docker.io', 'library/nginx', '1.29-alpine'],
  ['library/nginx', 'docker.io', 'library/nginx'],
  ['docker.io/nginx:1', 'docker.io', 'library/nginx', '1'],
  ['index.docker.io/library/nginx', 'docker.io', 'library/nginx'],
  ['registry-1.docker.io/bitnami/redis:8.2.1-debian-12-r0', 'docker.io', 'bitnami/redis', '8.2.1-debian-12-r0'],
  ['grafana/loki:3.7.6', 'docker.io', 'grafana/loki', '3.7.6'],
  [`redis@${HEX}`, 'docker.io', 'library/redis', undefined, HEX],
  [`quay.io/argoproj/argocd:v3@${HEX}`, 'quay.io', 'argoproj/argocd', 'v3', HEX],
  ['localhost/app', 'localhost', 'app'],
  ['localhost:5000/app:v2', 'localhost:5000', 'app', 'v2'],
  ['registry.example:5000/team/app', 'registry.example:5000', 'team/app'],
  ['  nginx:1  ', 'docker.io', 'library/nginx', '1'],
]

for (const [reference, registry, repository, tag, digest] of NAMES)
  test(`an image reference is parsed: ${reference.trim()}${reference === reference.trim() ? '' : ', with surrounding spaces'}`, (t) => {
    t.deepEqual(parseImage(reference), {
      registry,
      repository,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    })
  })

const WORDS: [reference: string, ...words: string[]][] = [
  ['nginx:1.29-alpine', 'nginx'],
  ['docker.io/library/nginx', 'nginx'],
  ['ghcr.io/team/My-Ruby_App:3-rails', 'team', 'my', 'ruby', 'app'],
  ['localhost:5000/tools/kaniko:debug', 'tools', 'kaniko'],
  ['registry.example/library/redis', 'library', 'redis'],
  [`jruby@${HEX}`, 'jruby'],
  [''],
]

for (const [reference, ...words] of WORDS)
  test(`the repository's words of "${reference}" leave out registry, tag and digest`, (t) =>
    t.deepEqual(repositoryWords(parseImage(reference)), words))
