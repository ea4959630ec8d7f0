import type { HardenedStream } from '../generate/types.ts'
import { isLocal, locatePods } from '../kube/locate.ts'
import type { Pod, StreamObject } from '../model.ts'
import type { ObjectOutcome } from './harden-object.ts'
import { viewOf } from './pod-bench.ts'
import type { Prepared } from './prepared.ts'

/** The stream as the controls have left it, for generators. */
export const hardenedStream = (
  { objects, ruling }: Prepared,
  outcomes: readonly (readonly ObjectOutcome[])[],
): HardenedStream => {
  const { kinds, settings } = ruling.options.configuration
  const found: StreamObject[] = []
  const pods: Pod[] = []
  const hidden: StreamObject[] = []
  for (const [i, list] of objects.entries()) {
    for (const [j, given] of list.entries()) {
      const outcome = outcomes[i]?.[j]
      if (outcome === undefined || isLocal(given)) continue
      const object = { ...given, value: outcome.subject.object }
      const located = locatePods(given, kinds).pods
      found.push(object)
      pods.push(...located.map((location) => viewOf(outcome.subject, location)))
      const isOperated = located.some(({ shape }) => shape.writable !== undefined)
      if (outcome.skipped !== undefined || isOperated) hidden.push(object)
    }
  }
  return { objects: found, pods, hidden, settings }
}
