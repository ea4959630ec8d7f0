import type { ConditionalFacts, ImageFacts } from '../../src/model.ts'
import type { Addition } from './addition.ts'
import { FAMILIES } from './families.ts'
import { MEMORY_NEEDS } from './memory.ts'

const conditional = (...facts: ConditionalFacts[]): Pick<ImageFacts, 'conditional'> => ({ conditional: facts })

/** Facts that hold only with some variables or commands, from the entrypoints. */
const CONDITIONS: readonly Addition[] = [
  {
    images: ['docker.io/hashicorp/vault'],
    source: ['hashicorp/vault@1d04c5e2762f15a2d53e19836208adfb038abc14:.release/docker/docker-entrypoint.sh'],
    facts: conditional({
      whenEntrypoint: true,
      unlessEnv: ['SKIP_CHOWN', 'SKIP_SETCAP'],
      root: 'its entrypoint sets a file capability at each start',
      readOnlyRoot: false,
    }),
  },
  {
    images: ['docker.io/hashicorp/consul'],
    source: ['hashicorp/consul@9bce86134e0f9fbff0ec13d003b23544b88a7153:.release/docker/docker-entrypoint.sh'],
    facts: conditional({
      whenEntrypoint: true,
      unlessEnv: ['CONSUL_DISABLE_PERM_MGMT'],
      root: 'its entrypoint changes its user with su-exec',
    }),
  },
  {
    images: ['docker.io/library/nextcloud'],
    source: [
      'nextcloud/docker@00be03963f4376cc94503f00a5d4669b2fa3b5f2:docker-entrypoint.sh',
      'https://github.com/nextcloud/docker/issues/763',
      'https://github.com/nextcloud/docker/issues/1899',
    ],
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
  source: [
    'fminna/mycharts@4f4f724d322ebcc20c6d6a376e2f9b0e399954b1:chart_profiles/postgresql-ha/postgresql-ha_functionality.json',
    'fminna/mycharts@a866620fdacf348e1672b16b0ce914f7a4918d1d:templates/postgresql-ha_template.yaml',
  ],
  isNew: 'observed',
  facts: { tags, ...facts },
}))

/** Programs of which only some commands, or some configurations, call the Kubernetes API. */
const TOKENS: readonly Addition[] = [
  {
    images: ['quay.io/argoproj/argocd'],
    source: [
      'argoproj/argo-cd@01f5d56ba83233a62f837a8d6d2bf7738a16e60d:manifests/base/repo-server/argocd-repo-server-deployment.yaml',
    ],
    facts: conditional({ whenCommand: ['argocd-repo-server'], apiToken: false }),
  },
  {
    images: ['quay.io/prometheus/prometheus'],
    source: ['prometheus/prometheus@044ba86b68861d81eb8b7924099bd0c52f6b398c:discovery/kubernetes/kubernetes.go'],
    facts: {},
    unset: 'apiToken',
  },
]

/** Files that programs refuse if their group can read them. */
const PRIVATE_FILES: readonly Addition[] = [
  {
    images: ['docker.io/library/rabbitmq'],
    source: ['https://github.com/rabbitmq/rabbitmq-server/issues/3346'],
    facts: { privateFiles: ['/var/lib/rabbitmq/.erlang.cookie'] },
  },
  {
    images: ['docker.io/library/traefik'],
    source: ['https://github.com/traefik/traefik-helm-chart/issues/164'],
    facts: { privateFiles: ['acme.json'] },
  },
]

/** Which files of an image its user needs. */
const FILES: readonly Addition[] = [
  {
    images: ['docker.io/library/nginx'],
    source: ['docker-library/docs@01285481cd08b3bcbf8cf61f2a5ccc3d2ef312b4:nginx/content.md'],
    facts: { readOnlyRoot: true },
    writable: [
      { path: '/run', rootOwned: true },
      { path: '/var/cache/nginx', rootOwned: true },
    ],
  },
  {
    images: ['docker.io/library/httpd'],
    source: ['docker-library/httpd@01bbb88480d4218060aeaa54523b77819a96243a:2.4/Dockerfile'],
    facts: {},
    writable: [{ path: '/usr/local/apache2/logs', rootOwned: true }],
  },
  {
    images: ['docker.io/library/zookeeper'],
    source: ['31z4/zookeeper-docker@c56b077b4858f22bfc5014cfb3c570d78c56a71d:3.9.4/Dockerfile'],
    facts: {},
    writable: [{ path: '/conf', seeded: true }],
  },
  {
    images: ['docker.elastic.co/kibana/kibana'],
    source: [
      'elastic/cloud-on-k8s@1feceffcb9d5b703787e06eae58c064a348eb14f:pkg/controller/kibana/initcontainer/fs_scripts.go',
      'elastic/dockerfiles@000ec0794972a956614bdb904bafdb92cb84dfbe:kibana/Dockerfile',
    ],
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

export const ADDITIONS: readonly Addition[] = [
  ...CONDITIONS,
  ...TOKENS,
  ...TESTED,
  ...PRIVATE_FILES,
  ...FILES,
  ...MEMORY,
  ...FAMILIES,
]
