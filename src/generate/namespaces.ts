import { mayShareNamespace } from '../kube/namespaces.ts'
import type { JsonObject, Pod, StreamObject } from '../model.ts'
import { isOf } from './objects.ts'
import type { HardenedStream } from './types.ts'

/** The Namespace objects of a stream that have a name. */
export const namespacesOf = ({ objects }: HardenedStream): StreamObject[] =>
  objects.filter((object) => isOf(object, '/Namespace') && object.resource.name !== '')

/** Whether an object goes into a namespace, or may: one without a namespace goes anywhere unless the caller says where. */
const goesInto = (
  { resource: { name } }: StreamObject,
  at: string | undefined,
  { settings }: HardenedStream,
): boolean => mayShareNamespace(at, name, settings.namespace)

/** The pods that go into a namespace, or may. */
export const podsIn = (namespace: StreamObject, stream: HardenedStream): Pod[] =>
  stream.pods.filter(({ resource }) => goesInto(namespace, resource.namespace, stream))

/** The objects of some kinds that go into a namespace, or may. */
export const objectsIn = (namespace: StreamObject, stream: HardenedStream, ...kinds: string[]): StreamObject[] =>
  stream.objects.filter((object) => isOf(object, ...kinds) && goesInto(namespace, object.resource.namespace, stream))

/** The objects that go into a namespace, or may, and whose operator starts pods that the stream does not show. */
export const hiddenIn = (namespace: StreamObject, stream: HardenedStream): StreamObject[] =>
  stream.hidden.filter(({ resource }) => goesInto(namespace, resource.namespace, stream))

/** An object that goes into a namespace. */
export const objectIn = (
  { resource: { name: namespace } }: StreamObject,
  { kind, name, spec }: { kind: string; name: string; spec: JsonObject },
): JsonObject => ({ apiVersion: 'v1', kind, metadata: { name, namespace }, spec })
