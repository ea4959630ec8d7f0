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

/**
 * The words of an image's repository, lower case: `ghcr.io/team/my-ruby-app:3` has `team`, `my`, `ruby` and `app`.
 * Registry host, tag and digest say nothing of what is inside and are left out.
 */
export const repositoryWords = (image: string): string[] => {
  const [name = ''] = image.split('@')
  const segments = name.split('/')
  const first = segments[0] ?? ''
  if (segments.length > 1 && (/[.:]/.test(first) || first === 'localhost')) segments.shift()
  const last = segments.pop() ?? ''
  const repository = [...segments, last.split(':')[0] ?? '']
  return repository.flatMap((segment) => segment.toLowerCase().split(/[^a-z0-9]+/)).filter((word) => word !== '')
}
