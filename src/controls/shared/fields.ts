import { CONTAINER_LISTS } from '../../kube/pods.ts'

/** Patterns for one field of every container, ephemeral ones included; `field` is relative to the container. */
export const containerFields = (field: string): string[] => CONTAINER_LISTS.map((list) => `/spec/${list}/*/${field}`)
