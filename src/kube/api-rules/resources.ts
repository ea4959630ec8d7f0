import type { Container, JsonObject, Pod } from '../../model.ts'
import { asObject } from '../pod/pod.ts'
import { parseQuantity } from '../quantity.ts'
import { eachOnce } from './duplicates.ts'
import { ofContainer, ofPod, type Violation } from './violation.ts'

type List = 'requests' | 'limits'

const namesIn = (holder: JsonObject, list: List): string[] => Object.keys(asObject(asObject(holder.resources)[list]))

const amount = (holder: JsonObject, list: List, name: string): number | undefined => {
  const value = asObject(asObject(holder.resources)[list])[name]
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined
}

// The API server uses the limit as the default of the request.
const requestOf = (holder: JsonObject, name: string): number =>
  amount(holder, 'requests', name) ?? amount(holder, 'limits', name) ?? 0

const isAbove = (value: number, most: number | undefined): boolean => most !== undefined && value > most

const ownViolations = (value: JsonObject, holder: string): string[] =>
  namesIn(value, 'requests')
    .filter((name) => isAbove(amount(value, 'requests', name) ?? 0, amount(value, 'limits', name)))
    .map((name) => `${holder} requests more ${name} than its limit allows`)

const containerViolations = eachOnce(({ name, value }) => ownViolations(value, `container ${name}`))

// Sidecars run together with everything after them, other init containers one at a time before the rest.
const aggregateRequest = (containers: readonly Container[], name: string): number => {
  let running = 0
  let most = 0
  for (const container of containers) {
    const request = requestOf(container.value, name)
    if (container.list === 'containers' || container.sidecar) running += request
    else if (container.list === 'initContainers') most = Math.max(most, running + request)
  }
  return Math.max(most, running)
}

// KEP-2837: the containers of a pod must not exceed its pod-level resources.
const podViolations = ({ spec, containers }: Pod): Violation[] => {
  if (spec.resources === undefined) return []
  const overRequest = [...new Set([...namesIn(spec, 'requests'), ...namesIn(spec, 'limits')])].filter((name) => {
    const most = amount(spec, 'requests', name) ?? amount(spec, 'limits', name)
    return isAbove(aggregateRequest(containers, name), most)
  })
  const overLimit = namesIn(spec, 'limits').flatMap((name) => {
    const most = amount(spec, 'limits', name)
    return containers
      .filter(({ value }) => isAbove(amount(value, 'limits', name) ?? 0, most))
      .flatMap((container) =>
        ofContainer(container, [`container ${container.name} has a limit of ${name} above the pod's`]),
      )
  })
  return [...ofPod(overRequest.map((name) => `the containers request more ${name} than the pod does`)), ...overLimit]
}

/** Lists the violations for which the API server rejects the resources of a pod (core/v1 validation). */
export const resourceViolations = (pod: Pod): Violation[] => [
  ...ofPod(ownViolations(pod.spec, 'the pod')),
  ...pod.containers.flatMap((container) => ofContainer(container, containerViolations(container))),
  ...podViolations(pod),
]
