import { asObject, type PodLocation, viewPod } from '../kube/pod/pod.ts'
import type { InputObject, JsonObject, Operation, Pod, Resource } from '../model.ts'
import { applyOperations } from '../patch/apply.ts'
import { valueAt } from '../pointer.ts'

/** An object of a document while it is hardened: an item of a List, or the whole document. */
export class EditableObject {
  readonly resource: Resource
  /** Where the object is in its document. */
  readonly pointer: string
  value: JsonObject

  constructor(resource: Resource, pointer: string, value: JsonObject) {
    this.resource = resource
    this.pointer = pointer
    this.value = value
  }

  /** Starts from an object as it was read. */
  static of({ resource, at, value }: InputObject): EditableObject {
    return new EditableObject(resource, at.pointer, value)
  }

  /** Gives the object after operations, whose paths are rooted at the document; this object stays as it is. */
  patched(operations: readonly Operation[]): EditableObject {
    const moved = operations.map((operation) => ({ ...operation, path: operation.path.slice(this.pointer.length) }))
    return new EditableObject(this.resource, this.pointer, applyOperations(this.value, moved) as JsonObject)
  }

  /**
   * Views one of its pods as the fields are now.
   * @param given the pod spec of the input, if it differs
   */
  podAt(location: PodLocation, given?: JsonObject): Pod {
    const { spec, metadata } = location
    return viewPod(location, this.value, this.#at(spec), metadata === undefined ? {} : this.#at(metadata), given)
  }

  #at(pointer: string): JsonObject {
    return asObject(valueAt(this.value, pointer.slice(this.pointer.length)))
  }
}

/** Whether all containers of a pod are in the manifest, so that it has a Pod Security level: operators add others. */
export const isWhole = ({ containers, shape }: Pod): boolean => containers.length > 0 || shape.writable === undefined
