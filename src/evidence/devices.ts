import { asList, asObject } from '../kube/pods.ts'
import type { Clue, Container, Pod } from '../model.ts'
import { join } from '../pointer.ts'

/** Extended resources have a domain, e.g. `nvidia.com/gpu`; huge pages are the only own ones of Kubernetes to count here. */
const isDevice = (name: string): boolean => name.includes('/') || name.startsWith('hugepages-')

/**
 * Clues to devices and huge pages of its node that a container takes, by name or by a claim.
 * https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources
 */
export const devicesOf = (pod: Pod, { name, value, pointer }: Container): Clue[] => {
  const resources = asObject(value.resources)
  const clue = (text: string, ...steps: (string | number)[]): Clue => ({
    source: 'manifest',
    text: `${text} in container "${name}"`,
    at: { document: pod.document, pointer: join(pointer, 'resources', ...steps) },
  })
  const named = (['limits', 'requests'] as const).flatMap((list) =>
    Object.entries(asObject(resources[list]))
      .filter(([device]) => isDevice(device))
      .map(([device, amount]) => clue(`${list}.${device}: ${String(amount)}`, list, device)),
  )
  const claims = asList(resources.claims).map((claim, i) => clue(`claim ${String(asObject(claim).name)}`, 'claims', i))
  return [...named, ...claims]
}
