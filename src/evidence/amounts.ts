import { asObject } from '../kube/pods.ts'
import { isWritable } from '../kube/shape.ts'
import type { Clue, Container, Json, Pod } from '../model.ts'
import { join } from '../pointer.ts'

export type AmountList = 'requests' | 'limits'

/** An amount that containers may have; `name` is that of the resource, e.g. `memory`. */
export interface AmountField {
  list: AmountList
  name: string
}

/** One amount that a container lacks. */
export interface Missing extends AmountField {
  /** What would be set, as a quantity. */
  amount: string
}

/** The amount that a container or a pod gives; a null counts as absent, as the API reads it. */
export const amountIn = (resources: Json | undefined, list: AmountList, name: string): Json | undefined =>
  asObject(asObject(resources)[list])[name] ?? undefined

/** The request by which the scheduler reckons: the API takes the limit for it where it is absent. */
export const requestIn = (resources: Json | undefined, name: string): Json | undefined =>
  amountIn(resources, 'requests', name) ?? amountIn(resources, 'limits', name)

const isGiven = (resources: Json | undefined, { list, name }: AmountField): boolean =>
  (list === 'requests' ? requestIn(resources, name) : amountIn(resources, list, name)) !== undefined

/**
 * Whether neither a container nor, for all of its containers, the pod has an amount (KEP-2837). Operators may mean
 * something else by the resources of a pod: they count only where the kind takes those of any pod.
 */
export const lacksAmount = (pod: Pod, container: Container, field: AmountField): boolean =>
  !isGiven(container.value.resources, field) &&
  !(isGiven(pod.spec.resources, field) && isWritable(pod, join(pod.pointer, 'resources', field.list, field.name)))

/** A clue that quotes an amount of a container. */
export const amountClue = (
  pod: Pod,
  { name, value, pointer }: Container,
  list: AmountList,
  resource: string,
): Clue => ({
  source: 'manifest',
  text: `${list}.${resource}: ${String(amountIn(value.resources, list, resource))} in container "${name}"`,
  at: { document: pod.document, pointer: join(pointer, 'resources', list, resource) },
})
