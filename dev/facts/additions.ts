import type { ConditionalFacts, ImageFacts, WritablePath } from '../../src/model.ts'
import { MEMORY_NEEDS } from './memory.ts'

/** Facts that build files do not show, with their source. They add to the other facts of their images. */
export interface Addition {
  images: readonly string[]
  source: string
  facts: Omit<Partial<ImageFacts>, 'image' | 'source' | 'status'>
  /** A fact of build files that holds for some configurations only. */
  unset?: keyof ImageFacts
  /** More paths that the image writes to. */
  writable?: readonly WritablePath[]
  /** Of an image without other facts: derived from the image that this names, whose facts it inherits. */
  from?: string
  /** The status of an entry for an image without other facts; absent: there is none. */
  isNew?: 'verified' | 'observed'
}

const conditional = (...facts: ConditionalFacts[]): Pick<ImageFacts, 'conditional'> => ({ conditional: facts })

/** Facts that hold only with some variables or commands, from the entrypoints. */
const CONDITIONS: readonly Addition[] = [
  {
    images: ['docker.io/hashicorp/vault'],
    source: 'hashicorp/vault .release/docker/docker-entrypoint.sh',
    facts: conditional({
      whenEntrypoint: true,
      unlessEnv: ['SKIP_CHOWN', 'SKIP_SETCAP'],
      root: 'its entrypoint sets a file capability at each start',
      readOnlyRoot: false,
    }),
  },
  {
    images: ['docker.io/hashicorp/consul'],
    source: 'hashicorp/consul .release/docker/docker-entrypoint.sh',
    facts: conditional({
      whenEntrypoint: true,
      unlessEnv: ['CONSUL_DISABLE_PERM_MGMT'],
      root: 'its entrypoint changes its user with su-exec',
    }),
  },
  {
    images: ['docker.io/library/nextcloud'],
    source: 'nextcloud/docker docker-entrypoint.sh, nextcloud/docker#763 and #733',
    facts: conditional(
      {
        whenEntrypoint: true,
        whenEnv: 'REDIS_HOST',
        root: 'its entrypoint writes the configuration of PHP, which belongs to root',
      },
      { whenCommand: ['cron.sh', 'crond'], root: 'its cron daemon changes its groups' },
    ),
  },
]

/** What a test without a token showed of one version; later charts of the publisher take the token themselves. */
const TESTED: readonly Addition[] = (
  [
    [{ below: '15' }, {}],
    [{ from: '15', below: '16' }, { apiToken: true }],
    [{ from: '16' }, {}],
  ] as const
).map(([tags, facts]) => ({
  images: ['docker.io/bitnami/postgresql-repmgr'],
  source: 'fminna/mycharts, tested without a token',
  isNew: 'observed',
  facts: { tags, ...facts },
}))

/** Programs of which only some commands, or some configurations, call the Kubernetes API. */
const TOKENS: readonly Addition[] = [
  {
    images: ['quay.io/argoproj/argocd'],
    source: 'argoproj/argo-cd manifests/base/repo-server',
    facts: conditional({ whenCommand: ['argocd-repo-server'], apiToken: false }),
  },
  {
    images: ['quay.io/prometheus/prometheus'],
    source: 'prometheus/prometheus docs/configuration/configuration.md',
    facts: {},
    unset: 'apiToken',
  },
]

/** Files that programs refuse if their group can read them. */
const PRIVATE_FILES: readonly Addition[] = [
  {
    images: ['docker.io/library/rabbitmq'],
    source: 'rabbitmq/rabbitmq-server#3346',
    facts: { privateFiles: ['/var/lib/rabbitmq/.erlang.cookie'] },
  },
  {
    images: ['docker.io/library/traefik'],
    source: 'traefik/traefik-helm-chart#164',
    facts: { privateFiles: ['acme.json'] },
  },
]

/** Which files of an image its user needs. */
const FILES: readonly Addition[] = [
  {
    images: ['docker.io/library/nginx'],
    source: 'docker-library/docs nginx/content.md',
    facts: { readOnlyRoot: true },
    writable: [
      { path: '/run', rootOwned: true },
      { path: '/var/cache/nginx', rootOwned: true },
    ],
  },
  {
    images: ['docker.io/library/httpd'],
    source: 'docker-library/httpd Dockerfile',
    facts: {},
    writable: [{ path: '/usr/local/apache2/logs', rootOwned: true }],
  },
  { images: ['docker.io/grafana/grafana'], source: 'grafana/grafana Dockerfile', facts: { groupZero: true } },
  {
    images: ['docker.io/library/zookeeper'],
    source: '31z4/zookeeper-docker Dockerfile',
    facts: {},
    writable: [{ path: '/conf', seeded: true }],
  },
  {
    images: ['docker.elastic.co/kibana/kibana'],
    source: 'elastic/cloud-on-k8s pkg/controller/kibana',
    facts: {},
    writable: [
      { path: '/usr/share/kibana/config', seeded: true },
      { path: '/usr/share/kibana/plugins', seeded: true },
    ],
  },
]

const MEMORY = MEMORY_NEEDS.map(
  ({ memory, source, images }): Addition => ({ images, source, facts: { memory }, isNew: 'observed' }),
)

/** Families of images with one base, and images with one more layer. */
const FAMILIES: readonly Addition[] = [
  {
    images: ['docker.io/pgvector/pgvector'],
    source: 'pgvector/pgvector@6e3101d5',
    from: 'docker.io/library/postgres',
    facts: { tags: { without: ['pg18', 'alpine'] }, stored: '2024' },
  },
  {
    images: ['gcr.io/distroless/*'],
    source: 'GoogleContainerTools/distroless@cd080764',
    isNew: 'verified',
    facts: { tags: { with: 'nonroot' }, imageUser: 65532, user: 65532, group: 65532, anyUser: true, base: true },
  },
  {
    images: ['gcr.io/distroless/*'],
    source: 'GoogleContainerTools/distroless@cd080764',
    isNew: 'verified',
    facts: { tags: { without: 'nonroot' }, imageUser: 0, anyUser: true, base: true },
  },
  {
    images: ['registry.k8s.io/sig-storage/*'],
    source: 'kubernetes-csi/external-attacher@e6106024, kubernetes-csi/livenessprobe@e60f18af',
    isNew: 'verified',
    facts: { imageUser: 0 },
  },
  {
    images: ['docker.io/jlesage/*', 'docker.io/binhex/*'],
    source: 'jlesage/docker-baseimage@001a3315, binhex/arch-base@1381ecaa',
    isNew: 'verified',
    facts: { imageUser: 0, root: 'it runs several services, each as its own user', readOnlyRoot: false },
  },
  {
    images: ['docker.io/linuxserver/*', 'docker.io/hotio/*'],
    source: 'linuxserver/docker-baseimage-alpine@3d5a8b06',
    facts: { readOnlyRoot: false },
  },
]

export const ADDITIONS: readonly Addition[] = [
  ...CONDITIONS,
  ...TOKENS,
  ...TESTED,
  ...PRIVATE_FILES,
  ...FILES,
  ...MEMORY,
  ...FAMILIES,
]
