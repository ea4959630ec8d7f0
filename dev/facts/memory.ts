interface MemoryNeed {
  memory: string
  source: string
  images: string[]
}

const need = (memory: string, source: string, ...images: string[]): MemoryNeed => ({ memory, source, images })

/** What images need in ordinary use: fixed sizes of their heaps, or what their documentation asks for. */
export const MEMORY_NEEDS: readonly MemoryNeed[] = [
  need('2Gi', 'elastic/cloud-on-k8s docs: managing compute resources', 'docker.elastic.co/elasticsearch/elasticsearch'),
  need(
    '2Gi',
    'opensearch-project/OpenSearch distribution/src/config/jvm.options',
    'docker.io/opensearchproject/opensearch',
  ),
  need('2Gi', 'elastic/logstash config/jvm.options', 'docker.elastic.co/logstash/logstash'),
  need('2Gi', 'apache/kafka bin/kafka-server-start.sh', 'docker.io/apache/kafka', 'docker.io/confluentinc/cp-kafka'),
  need('2Gi', 'Graylog2/graylog-docker docker/oss/Dockerfile', 'docker.io/graylog/graylog'),
  need('4Gi', 'docs.sonarsource.com: server host requirements', 'docker.io/library/sonarqube'),
  need('4Gi', 'sonatype/docker-nexus3 Dockerfile', 'docker.io/sonatype/nexus3'),
  need('4Gi', 'docs.gitlab.com: installation requirements', 'docker.io/gitlab/gitlab-ce'),
  need('4Gi', 'clickhouse.com/docs: usage recommendations', 'docker.io/clickhouse/clickhouse-server'),
  need('4Gi', 'apache/cassandra conf/cassandra-env.sh', 'docker.io/library/cassandra'),
  need('1250Mi', 'keycloak/keycloak docs: concepts for sizing CPU and memory', 'quay.io/keycloak/keycloak'),
  need('4Gi', 'apache/airflow docs: running Airflow in Docker', 'docker.io/apache/airflow'),
  need('8Gi', 'ollama/ollama README.md', 'docker.io/ollama/ollama'),
  need('6Gi', 'vllm-project/vllm docs: using Kubernetes', 'docker.io/vllm/vllm-openai'),
  need('3Gi', 'docs.photoprism.app: system requirements', 'docker.io/photoprism/photoprism'),
  need('2Gi', 'learn.microsoft.com: SQL Server on Linux system requirements', 'mcr.microsoft.com/mssql/server'),
  need('4Gi', 'jfrog/charts stable/artifactory/sizing', 'releases-docker.jfrog.io/jfrog/artifactory-oss'),
  need(
    '2Gi',
    'SeleniumHQ/docker-selenium README.md',
    'docker.io/selenium/standalone-chrome',
    'docker.io/selenium/standalone-firefox',
    'docker.io/selenium/node-chrome',
    'docker.io/selenium/node-firefox',
  ),
]
