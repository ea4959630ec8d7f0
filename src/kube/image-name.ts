/** An image reference in its parts. */
export interface ImageName {
  /** Host of the registry, with its port; `docker.io` where the reference names none. */
  registry: string
  /** Path in the registry, e.g. `library/nginx`. */
  repository: string
  tag?: string
  digest?: string
}

const DOCKER_HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']

/**
 * Reads an image reference as container runtimes do (the distribution project's reference grammar): the first part is a
 * registry where it holds a `.` or `:` or is `localhost`; Docker Hub's own images are below `library/`.
 */
export const parseImage = (reference: string): ImageName => {
  const [named = '', digest] = reference.trim().split('@')
  const slash = named.lastIndexOf('/')
  const colon = named.indexOf(':', slash + 1)
  const tag = colon < 0 ? undefined : named.slice(colon + 1)
  const parts = (colon < 0 ? named : named.slice(0, colon)).split('/')
  const [host = ''] = parts
  const hasHost = parts.length > 1 && (/[.:]/.test(host) || host === 'localhost')
  const registry = !hasHost || DOCKER_HUB.includes(host) ? 'docker.io' : host
  const path = (hasHost ? parts.slice(1) : parts).join('/')
  return {
    registry,
    repository: registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
}
