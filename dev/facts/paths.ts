import type { WritablePath } from '../../src/model.ts'

/** Files that a program writes in place; everything else that charts mount an empty volume at is a directory. */
const FILES =
  /(?:\.(?:cfg|db|ini|json|properties|py|ya?ml)|\/(?:cacerts|ssh_config|sshd_config|server-private-key|standalone\.conf|\.gremlin_groovy_history))$/

/**
 * Directories of Bitnami's images with files that only an init container of their charts brings back: whole programs,
 * plugins and certificates, and logs that are links to the standard streams. Their configuration directories are not
 * among them, since the entrypoints fill these from a copy.
 */
const SEEDED_BY_CHARTS = [
  /^\/opt\/bitnami\/[^/]+$/,
  /\/(?:apache|nginx|mysql|mariadb|mongodb)\/logs$/,
  /\/(?:elasticsearch|opensearch|rabbitmq)\/plugins$/,
  /\/php\/(?:etc|var)$/,
  /\/apache\/htdocs$/,
  /\/airflow\/venv$/,
  /\/keycloak\/(?:data|lib\/quarkus|providers|themes)$/,
  /\/solr\/server$/,
  /\/janusgraph\/ext$/,
  /\/cilium\/var\/lib\/bpf$/,
  /^\/(?:etc\/(?:alternatives|ingress-controller|nginx|ssh|ssl\/certs)|var\/lib\/(?:dpkg\/)?alternatives|usr\/local\/apisix)$/,
]

/** Directories in other images with files that an empty volume would hide. */
const SEEDED_BY_IMAGES = new Set([
  '/conf',
  '/docker-entrypoint.d',
  '/etc/cassandra',
  '/etc/ingress-controller',
  '/etc/nginx',
  '/etc/nginx/conf.d',
  '/etc/phpmyadmin',
  '/opt/cassandra/conf',
  '/opt/keycloak/lib/quarkus',
  '/usr/share/elasticsearch/config',
  '/usr/share/kibana/config',
  '/usr/share/kibana/plugins',
])

/** The path without the slashes at its end. */
export const trimPath = (path: string): string => path.replace(/(?<=.)\/+$/, '')

/** What a path is by its name: a file, or a directory that ships files. */
export const describePath = (path: string, bitnami: boolean): WritablePath => {
  const seeded = bitnami ? SEEDED_BY_CHARTS.some((pattern) => pattern.test(path)) : SEEDED_BY_IMAGES.has(path)
  return { path, ...(seeded ? { seeded: true } : {}), ...(FILES.test(path) ? { file: true } : {}) }
}

/** Sorts and merges paths; drops those below another path of data. */
export const mergePaths = (paths: readonly WritablePath[]): WritablePath[] => {
  const byPath = new Map<string, WritablePath>()
  for (const one of paths) byPath.set(one.path, { ...one, ...byPath.get(one.path) })
  const all = [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  const isBelow = (path: string) => all.some(({ data, path: above }) => data && path.startsWith(`${above}/`))
  return all.filter(({ path }) => !isBelow(path))
}
