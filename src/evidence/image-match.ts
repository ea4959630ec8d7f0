import type { ImageName } from '../kube/image-name.ts'

/** Hosts that serve the same repositories as another. */
const SAME_REGISTRY: Readonly<Record<string, string>> = {
  'ecr-public.aws.com': 'public.ecr.aws',
  'k8s.gcr.io': 'registry.k8s.io',
  'mirror.gcr.io': 'docker.io',
}

/** Folders in which a publisher offers the same images as in another. */
const SAME_FOLDER: Readonly<Record<string, string>> = {
  'docker.io/argoproj': 'quay.io/argoproj',
  'docker.io/bitnamilegacy': 'docker.io/bitnami',
  'docker.io/bitnamiprem': 'docker.io/bitnami',
  'docker.io/bitnamisecure': 'docker.io/bitnami',
  'docker.io/minio': 'quay.io/minio',
  'docker.io/prom': 'quay.io/prometheus',
  'public.ecr.aws/bitnami': 'docker.io/bitnami',
  'public.ecr.aws/docker/library': 'docker.io/library',
  'quay.io/bitnami': 'docker.io/bitnami',
}

const splitLast = (path: string): [folder: string, last: string] => {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)]
}

/** The name under which facts about an image stand: its repository where its publisher offers it first. */
export const canonicalImage = ({ registry, repository }: ImageName): string => {
  const [folder, last] = splitLast(`${SAME_REGISTRY[registry] ?? registry}/${repository}`)
  return `${SAME_FOLDER[folder] ?? folder}/${last}`
}

/**
 * What a mirror keeps of a canonical name below any host and folder of its own: the last folder and the name, e.g.
 * `library/redis` of `hub.example/proxy/library/redis`. Undefined without a folder, since everybody has an `app`.
 */
export const mirroredPart = (canonical: string): string | undefined => {
  const [folder, last] = splitLast(canonical)
  const [host, own] = splitLast(folder)
  if (host === '') return undefined
  const [, publisher] = splitLast(SAME_FOLDER[`docker.io/${own}`] ?? own)
  return `${publisher}/${last}`
}
