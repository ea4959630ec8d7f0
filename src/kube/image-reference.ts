/** An image reference in its parts. */
export interface ImageName {
  /** Host of the registry, with its port; `docker.io` if the reference names none. */
  registry: string
  /** Path in the registry, e.g. `library/nginx`. */
  repository: string
  tag?: string
  digest?: string
}

const DOCKER_HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']

/** The folder of Docker Hub's own images, which references may leave out. */
const OFFICIAL = 'library/'

/**
 * Parses an image reference as container runtimes do (the reference grammar of github.com/distribution/reference): the
 * first part is a registry if it contains `.` or `:` or is `localhost`; Docker Hub's own images are below `library/`.
 * Never fails: the parts of a malformed reference are malformed, too.
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
    repository: registry === 'docker.io' && !path.includes('/') ? `${OFFICIAL}${path}` : path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
}

/**
 * Returns the words of an image's repository in lower case: `ghcr.io/team/my-ruby-app:3` has `team`, `my`, `ruby` and
 * `app`. Registry, tag, digest and Docker Hub's `library/` are left out: they do not describe the image's content.
 */
export const repositoryWords = ({ registry, repository }: ImageName): string[] => {
  const path =
    registry === 'docker.io' && repository.startsWith(OFFICIAL) ? repository.slice(OFFICIAL.length) : repository
  return path
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
