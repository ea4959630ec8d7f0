import { amountClue, amountIn, type Missing, requestIn } from '../../evidence/amounts.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Clue, Container, Pod } from '../../model.ts'

/**
 * The request for an init container that ends, lowered to the largest of those that run after it where it would make
 * the pod reserve more than they ask for together: a pod reserves the greater of what one init container and what all
 * others request. With the clue to the container whose amount it is; undefined where nothing is to be lowered.
 * https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export const lowerInitRequest = (
  pod: Pod,
  container: Container,
  { list, name, amount }: Missing,
): { amount: string; clue: Clue } | undefined => {
  if (list !== 'requests' || container.list !== 'initContainers' || container.sidecar) return undefined
  const later = pod.containers
    .filter(({ list: kind, sidecar }) => kind === 'containers' || sidecar)
    .map((other) => {
      const written = requestIn(other.value.resources, name)
      return { other, written, size: parseQuantity(written ?? amount) ?? 0 }
    })
  const sum = later.reduce((total, { size }) => total + size, 0)
  const [most] = later.sort((a, b) => b.size - a.size)
  if (most?.written === undefined || most.size === 0 || sum >= (parseQuantity(amount) ?? 0)) return undefined
  const from = amountIn(most.other.value.resources, 'requests', name) === undefined ? 'limits' : 'requests'
  return { amount: String(most.written), clue: amountClue(pod, most.other, from, name) }
}
