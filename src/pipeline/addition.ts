import { asObject, asString } from '../kube/pods.ts'
import type { DocumentRef, JsonObject, Resource } from '../model.ts'
import type { AdditionPlace } from './addition-place.ts'
import type { Settled } from './settle.ts'
import type { ChangedVerdict } from './verdict.ts'

/** An object that is added to the stream. */
export interface Addition {
  /** The document of the object that it was added for. */
  origin: number
  /** The document whose style it takes. */
  like: number
  resource: Resource
  settled: Settled<ChangedVerdict>
  /** The document that it becomes, or whose item it becomes. */
  ref: DocumentRef
  value: JsonObject
  place: AdditionPlace
}

/** How an added object is named. */
export const resourceOf = ({ apiVersion, kind, metadata }: JsonObject): Resource => {
  const { name, namespace } = asObject(metadata)
  return {
    apiVersion: asString(apiVersion) ?? '',
    kind: asString(kind) ?? '',
    ...(typeof namespace === 'string' ? { namespace } : {}),
    name: asString(name) ?? '',
  }
}
