import { isDeepStrictEqual } from 'node:util'
import type { Json, JsonObject } from '../../src/model.ts'
import type { ServedKind, Target } from './kinds.ts'

/** An object of a cluster. */
export interface ClusterObject extends JsonObject {
  metadata: JsonObject
}

/** An error response of the API server. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: number
  readonly reason: string

  constructor(code: number, reason: string, message: string) {
    super(message)
    this.code = code
    this.reason = reason
  }
}

const DONE = { conditions: [{ type: 'Complete', status: 'True' }], succeeded: 1 }
const ESTABLISHED = {
  conditions: [
    { type: 'NamesAccepted', status: 'True' },
    { type: 'Established', status: 'True' },
  ],
}
/** What controllers would report at once, if there were any. */
const STATUSES: Readonly<Record<string, JsonObject>> = {
  Job: DONE,
  Pod: { phase: 'Succeeded' },
  CustomResourceDefinition: ESTABLISHED,
}

const keyOf = ({ served, namespace = '', name = '' }: Target): string =>
  `${served.apiVersion}/${served.kind}/${namespace}/${name}`

const templateOf = (object: JsonObject): Json | undefined => (object.spec as JsonObject | undefined)?.template

/** The objects of a cluster by identity, and the history of writes. */
export class Store {
  readonly #objects = new Map<string, ClusterObject>()
  readonly #written = new Map<string, ClusterObject>()
  #version = 0

  /** The last state of every object that was written, deleted ones included, in the order of their creation. */
  get written(): ClusterObject[] {
    return [...this.#written.values()]
  }

  /** @throws ApiError if the object does not exist */
  get(target: Target): ClusterObject {
    const object = this.#objects.get(keyOf(target))
    if (object === undefined) throw new ApiError(404, 'NotFound', `${target.served.plural} "${target.name}" not found`)
    return object
  }

  list({ apiVersion, kind }: ServedKind, namespace: string | undefined): ClusterObject[] {
    const of = [...this.#objects.values()].filter((object) => object.apiVersion === apiVersion && object.kind === kind)
    return of.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
  }

  /** @throws ApiError if the object exists */
  create(target: Target, object: JsonObject): ClusterObject {
    const name = (object.metadata as JsonObject).name as string
    const whole = { ...target, name }
    if (this.#objects.has(keyOf(whole)))
      throw new ApiError(409, 'AlreadyExists', `${target.served.plural} "${name}" already exists`)
    return this.#write(whole, object, {})
  }

  /**
   * Gives an object another content.
   * @throws ApiError if the object does not exist, or the change is not allowed
   */
  replace(target: Target, object: JsonObject): ClusterObject {
    const before = this.get(target)
    if (target.served.kind === 'Job' && !isDeepStrictEqual(templateOf(before), templateOf(object))) {
      const message = `Job.batch "${target.name}" is invalid: spec.template: Invalid value: {}: field is immutable`
      throw new ApiError(422, 'Invalid', message)
    }
    return this.#write(target, object, before.metadata)
  }

  /** @throws ApiError if the object does not exist */
  delete(target: Target): ClusterObject {
    const object = this.get(target)
    this.#objects.delete(keyOf(target))
    return object
  }

  has(target: Target): boolean {
    return this.#objects.has(keyOf(target))
  }

  #write(target: Target, object: JsonObject, { uid, creationTimestamp }: JsonObject): ClusterObject {
    const { served, namespace, name } = target
    const status = STATUSES[served.kind]
    const metadata = {
      ...(object.metadata as JsonObject),
      name: name as string,
      ...(namespace === undefined ? {} : { namespace }),
      uid: uid ?? `00000000-0000-4000-8000-${String(++this.#version).padStart(12, '0')}`,
      creationTimestamp: creationTimestamp ?? '2026-01-01T00:00:00Z',
      resourceVersion: String(++this.#version),
    }
    const { apiVersion, kind } = served
    const written = { ...object, apiVersion, kind, metadata, ...(status === undefined ? {} : { status }) }
    this.#objects.set(keyOf(target), written)
    this.#written.set(keyOf(target), written)
    return written
  }
}
