import { groupOf } from '../kube/kinds.ts'
import { mayShareNamespace } from '../kube/namespaces.ts'
import type { Clue, Objection, Pod, StreamObject } from '../model.ts'
import { join } from '../pointer.ts'
import type { HardenedStream } from './types.ts'

/** Whether an object is of one of the kinds, which are written `group/Kind`; the core group is empty. */
export const isOf = ({ resource: { apiVersion, kind } }: StreamObject, ...kinds: string[]): boolean =>
  kinds.includes(`${groupOf(apiVersion)}/${kind}`)

/** The objects of some kinds that may be in the namespace of a pod. */
export const besidePod = (stream: HardenedStream, pod: Pod, ...kinds: string[]): StreamObject[] =>
  stream.objects.filter(
    (object) =>
      isOf(object, ...kinds) &&
      mayShareNamespace(object.resource.namespace, pod.resource.namespace, stream.settings.namespace),
  )

/** The object that holds a pod. */
export const objectOf = ({ resource, object, document, objectPointer }: Pod): StreamObject => ({
  resource,
  value: object,
  at: { document, pointer: objectPointer },
})

/** A clue to a place in an object of the stream. */
export const clueTo = ({ at }: StreamObject, steps: readonly (string | number)[], text: string): Clue => ({
  source: 'manifest',
  text,
  at: { document: at.document, pointer: join(at.pointer, ...steps) },
})

/** An object in sentences: `Service "web"`. */
export const titled = ({ resource: { kind, name } }: StreamObject): string => `${kind} "${name}"`

/** An objection that no stance overrides, with the objects that show it. */
export const finalObjection = (reason: string, hint: string, about: readonly StreamObject[]): Objection => ({
  cause: 'evidence',
  reason,
  hint,
  evidence: about.map((object) => clueTo(object, [], titled(object))),
  final: true,
})
