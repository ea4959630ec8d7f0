import type { Resource } from '../model.ts'

/** What an entry of a report is about. */
export interface Finding {
  /** Id of the control, or the code of a notice. */
  id: string
  resource?: Resource
  container?: string
  path?: string
}

/** Containers go by their names, and objects of a List by theirs: what is put before them must not rename them. */
const stablePath = (path: string): string =>
  path.replace(/^(?:\/items\/\d+)+/, '').replace(/\/((?:init|ephemeral)?containers)\/\d+/i, '/$1')

/**
 * Words by which a finding is known again in a later report: the same wherever its lines have gone, whatever its
 * verdict is now, and across versions of its API group.
 */
export const fingerprintOf = ({ id, resource, container, path }: Finding): string => {
  const { apiVersion = '', kind = '', namespace = '', name = '' } = resource ?? {}
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.lastIndexOf('/')) : ''
  return JSON.stringify([id, group, kind, namespace, name, container ?? '', stablePath(path ?? '')])
}
