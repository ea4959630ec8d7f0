interface MemoryNeed {
  memory: string
  images: string[]
  source: string[]
}

/** The heap of 1 GiB that Elasticsearch has by default needs 2 GiB: its operator says that less is killed at random. */
const TWICE_THE_HEAP =
  'elastic/cloud-on-k8s@07ca386f5511f430d0efe3a7e5485e802436022a:pkg/controller/elasticsearch/nodespec/defaults.go'

const KAFKA = 'apache/kafka@01c427f5d5560a14d32637ce0e3607fa8581dcbe:bin/kafka-server-start.sh'

/**
 * What images need in ordinary use: what their documentation asks for or what manifests of their maintainers or vendors
 * set, else twice the fixed size of their heap.
 */
export const MEMORY_NEEDS: readonly MemoryNeed[] = [
  {
    memory: '2Gi',
    images: ['docker.elastic.co/elasticsearch/elasticsearch'],
    source: [TWICE_THE_HEAP],
  },
  {
    memory: '2Gi',
    images: ['docker.io/opensearchproject/opensearch'],
    source: [
      'opensearch-project/OpenSearch@01f739056583d4575371521cceb0b0b22dd99843:distribution/src/config/jvm.options',
      'opensearch-project/OpenSearch@010726121778c06da02cc1e496cf34ff755dff04:distribution/build.gradle',
      TWICE_THE_HEAP,
    ],
  },
  {
    memory: '2Gi',
    images: ['docker.elastic.co/logstash/logstash'],
    source: ['elastic/cloud-on-k8s@0054fe9eb34b7948387a4b7d7d3082029811a73b:pkg/controller/logstash/pod.go'],
  },
  {
    memory: '2Gi',
    images: ['docker.io/apache/kafka'],
    source: [KAFKA, 'apache/kafka@06234352e0a318dc036e33f9b647e7702ee8622e:docker/jvm/launch', TWICE_THE_HEAP],
  },
  {
    memory: '2Gi',
    images: ['docker.io/confluentinc/cp-kafka'],
    source: [
      KAFKA,
      'confluentinc/cp-docker-images@0f1f249360b451dee0dacb079d154bb8f03af95e:debian/kafka/include/etc/confluent/docker/launch',
      TWICE_THE_HEAP,
    ],
  },
  {
    memory: '2Gi',
    images: ['docker.io/graylog/graylog'],
    source: ['Graylog2/graylog-helm@00453559d02d22c4ddd6d46daae03b98f313ed2a:charts/graylog/values.yaml'],
  },
  {
    // 2048M.
    memory: '1954Mi',
    images: ['docker.io/library/sonarqube'],
    source: ['SonarSource/helm-chart-sonarqube@0002adc091f88de16b19e8f592da381411825820:charts/sonarqube/README.md'],
  },
  {
    memory: '4Gi',
    images: ['docker.io/sonatype/nexus3'],
    source: [
      'sonatype/docker-nexus3@1f2c2c1c7153c464117cb07b867cbd27556f423f:Dockerfile.rh.ubi',
      'https://support.sonatype.com/hc/en-us/article_attachments/10897325806355',
    ],
  },
  {
    memory: '8Gi',
    images: ['docker.io/gitlab/gitlab-ce'],
    source: ['https://docs.gitlab.com/install/requirements/'],
  },
  {
    memory: '4Gi',
    images: ['docker.io/clickhouse/clickhouse-server'],
    source: ['ClickHouse/ClickHouse@4134b43803e5c528441d58597a00bbd50b56cc80:docs/en/operations/requirements.md'],
  },
  {
    // A heap of at least 2 GB, which is at most half of the memory.
    memory: '4Gi',
    images: ['docker.io/library/cassandra'],
    source: [
      'apache/cassandra@280b8e71f955bc9c37617517c4b9ec05e3c798e0:doc/modules/cassandra/pages/managing/operating/hardware.adoc',
    ],
  },
  {
    memory: '1250Mi',
    images: ['quay.io/keycloak/keycloak'],
    source: [
      'keycloak/keycloak@1274cb8b29d8ffa8e5771787584621a712916ad6:docs/guides/high-availability/concepts-memory-and-cpu-sizing.adoc',
    ],
  },
  {
    // The least that its web server, its scheduler or another of its programs requests.
    memory: '1920Mi',
    images: ['docker.io/apache/airflow'],
    source: ['https://www.astronomer.io/docs/astro-private-cloud/scale-airflow-resources'],
  },
  {
    memory: '8Gi',
    images: ['docker.io/ollama/ollama'],
    source: ['ollama/ollama@e5335ef93606dd4d681cc9b1233ba87a9bfdd8d9:README.md'],
  },
  {
    // 6G.
    memory: '5723Mi',
    images: ['docker.io/vllm/vllm-openai'],
    source: ['vllm-project/vllm@051f9b87abc84889ebd1d463ec060e21955c4e23:docs/deployment/k8s.md'],
  },
  {
    memory: '3Gi',
    images: ['docker.io/photoprism/photoprism'],
    source: ['photoprism/photoprism-docs@492ab4af38d62cc425f391366f4b933172ef201c:docs/getting-started/index.md'],
  },
  {
    memory: '2Gi',
    images: ['mcr.microsoft.com/mssql/server'],
    source: ['MicrosoftDocs/sql-docs@d6db352cbc7b9f7aa9ccf8e1fc00ee251de2e37c:docs/linux/sql-server-linux-setup.md'],
  },
  {
    memory: '4Gi',
    images: ['releases-docker.jfrog.io/jfrog/artifactory-oss'],
    source: ['jfrog/charts@07de2099784d5655641e6c157021d540a8e9748d:stable/artifactory/sizing/artifactory-xsmall.yaml'],
  },
  {
    memory: '2Gi',
    images: [
      'docker.io/selenium/standalone-chrome',
      'docker.io/selenium/standalone-firefox',
      'docker.io/selenium/node-chrome',
      'docker.io/selenium/node-firefox',
    ],
    source: ['SeleniumHQ/docker-selenium@00381b15661395974cfdb0b4591fd932b46a8f45:charts/selenium-grid/values.yaml'],
  },
]
