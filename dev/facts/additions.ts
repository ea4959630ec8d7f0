import type { ConditionalFacts, ImageFacts } from '../../src/model.ts'

/** Facts that build files do not show, with their source. They add to the other facts of their images. */
export interface Addition {
  images: readonly string[]
  source: string
  facts: Omit<Partial<ImageFacts>, 'image' | 'source' | 'status'>
  /** A fact of build files that holds for some configurations only. */
  unset?: keyof ImageFacts
  /** Of an image without other facts: derived from the image that this names, whose facts it inherits. */
  from?: string
  /** Whether it describes images without other facts. */
  isNew?: true
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

const memory = (need: string, source: string, ...images: string[]): Addition => ({
  images,
  source,
  facts: { memory: need },
  isNew: true,
})

/** What images need in ordinary use: fixed sizes of their heaps, or what their documentation asks for. */
const MEMORY: readonly Addition[] = [
  memory(
    '2Gi',
    'elastic/cloud-on-k8s docs: managing compute resources',
    'docker.elastic.co/elasticsearch/elasticsearch',
  ),
  memory(
    '2Gi',
    'opensearch-project/OpenSearch distribution/src/config/jvm.options',
    'docker.io/opensearchproject/opensearch',
  ),
  memory('2Gi', 'elastic/logstash config/jvm.options', 'docker.elastic.co/logstash/logstash'),
  memory('2Gi', 'apache/kafka bin/kafka-server-start.sh', 'docker.io/apache/kafka', 'docker.io/confluentinc/cp-kafka'),
  memory('2Gi', 'Graylog2/graylog-docker docker/oss/Dockerfile', 'docker.io/graylog/graylog'),
  memory('4Gi', 'docs.sonarsource.com: server host requirements', 'docker.io/library/sonarqube'),
  memory('4Gi', 'sonatype/docker-nexus3 Dockerfile', 'docker.io/sonatype/nexus3'),
  memory('4Gi', 'docs.gitlab.com: installation requirements', 'docker.io/gitlab/gitlab-ce'),
  memory('4Gi', 'clickhouse.com/docs: usage recommendations', 'docker.io/clickhouse/clickhouse-server'),
  memory('4Gi', 'apache/cassandra conf/cassandra-env.sh', 'docker.io/library/cassandra'),
  memory('1250Mi', 'keycloak/keycloak docs: concepts for sizing CPU and memory', 'quay.io/keycloak/keycloak'),
  memory('4Gi', 'apache/airflow docs: running Airflow in Docker', 'docker.io/apache/airflow'),
  memory('8Gi', 'ollama/ollama README.md', 'docker.io/ollama/ollama'),
  memory('6Gi', 'vllm-project/vllm docs: using Kubernetes', 'docker.io/vllm/vllm-openai'),
  memory('3Gi', 'docs.photoprism.app: system requirements', 'docker.io/photoprism/photoprism'),
  memory('2Gi', 'learn.microsoft.com: SQL Server on Linux system requirements', 'mcr.microsoft.com/mssql/server'),
  memory('4Gi', 'jfrog/charts stable/artifactory/sizing', 'releases-docker.jfrog.io/jfrog/artifactory-oss'),
  memory(
    '2Gi',
    'SeleniumHQ/docker-selenium README.md',
    'docker.io/selenium/standalone-chrome',
    'docker.io/selenium/standalone-firefox',
    'docker.io/selenium/node-chrome',
    'docker.io/selenium/node-firefox',
  ),
]

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
    isNew: true,
    facts: { tags: { with: 'nonroot' }, imageUser: 65532, user: 65532, group: 65532, anyUser: true, base: true },
  },
  {
    images: ['gcr.io/distroless/*'],
    source: 'GoogleContainerTools/distroless@cd080764',
    isNew: true,
    facts: { tags: { without: 'nonroot' }, imageUser: 0, anyUser: true, base: true },
  },
  {
    images: ['docker.io/jlesage/*', 'docker.io/binhex/*'],
    source: 'jlesage/docker-baseimage@001a3315, binhex/arch-base@1381ecaa',
    isNew: true,
    facts: { imageUser: 0, root: 'it runs several services, each as its own user', readOnlyRoot: false },
  },
  {
    images: ['docker.io/linuxserver/*', 'docker.io/hotio/*'],
    source: 'linuxserver/docker-baseimage-alpine@3d5a8b06',
    facts: { readOnlyRoot: false },
  },
]

export const ADDITIONS: readonly Addition[] = [...CONDITIONS, ...TOKENS, ...PRIVATE_FILES, ...MEMORY, ...FAMILIES]

/** The facts of an addition for an image without others, if it has any. */
const newEntry = (
  image: string,
  { facts, from, isNew, source }: Addition,
  all: readonly ImageFacts[],
): ImageFacts[] => {
  const base = from === undefined ? undefined : all.find((one) => one.image === from && one.tags?.with === undefined)
  if (base === undefined && isNew === undefined) return []
  const { mirrors: _, tags: __, ...inherited } = base ?? ({} as ImageFacts)
  const sources = base?.source === undefined ? source : `${source}, ${base.source}`
  return [{ ...inherited, image, status: 'verified', ...facts, source: sources }]
}

/** Adds facts to the entries of an image, or a new entry where it has none or the addition is for some of its tags. */
export const withAdditions = (
  entries: readonly ImageFacts[],
  additions: readonly Addition[] = ADDITIONS,
): ImageFacts[] => {
  let known = [...entries]
  for (const addition of additions)
    for (const image of addition.images) {
      const { facts, source, unset } = addition
      const isKnown = facts.tags === undefined && known.some((one) => one.image === image)
      const add = (one: ImageFacts): ImageFacts => {
        const kept = Object.entries(one).filter(([key]) => key !== unset)
        return { ...(Object.fromEntries(kept) as unknown as ImageFacts), ...facts, source: `${one.source}, ${source}` }
      }
      known = isKnown
        ? known.map((one) => (one.image === image ? add(one) : one))
        : known.concat(newEntry(image, addition, known))
    }
  return known
}
