import { parseImage } from '../kube/image-name.ts'
import { asString } from '../kube/pods.ts'
import type { Clue, Container, Pod } from '../model.ts'

/** Last parts of repositories that hold a client of the API and nothing else. */
const CLIENTS: readonly string[] = ['helm', 'k8s', 'oc', 'origin-cli', 'ose-cli', 'reloader']

/** What the last part of a repository says of its program; the folders above it name teams and projects. */
const signOf = (repository: string): string | undefined => {
  const name = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase()
  const words = name.split(/[^a-z0-9]+/)
  const last = words.at(-1) ?? ''
  if (CLIENTS.includes(name) || name.startsWith('kube-')) return name
  if (words.includes('k8s') && words.includes('sidecar')) return 'k8s-sidecar'
  if (['controller', 'provisioner'].includes(last)) return last
  if (name.endsWith('controller-manager')) return 'controller-manager'
  return words.find((word) => word === 'kubectl' || word === 'operator')
}

/** A clue to the image of a container whose program surely talks to the API server: operators, controllers, kubectl. */
export const apiClient = (pod: Pod, container: Container): Clue[] => {
  const image = asString(container.value.image)
  const sign = image === undefined ? undefined : signOf(parseImage(image).repository)
  if (sign === undefined) return []
  const text = `"${sign}" in image of container "${container.name}"`
  return [{ source: 'manifest', text, at: { document: pod.document, pointer: `${container.pointer}/image` } }]
}
