import { asList, asObject } from '../kube/pods.ts'
import { normalHostPath } from '../kube/volumes.ts'
import type { Clue, Container, Context, ImageFacts, Pod } from '../model.ts'
import { configEntriesOf } from './config-maps.ts'
import { manifestClue } from './manifest-clue.ts'
import { mountedVolumes } from './mounted-volumes.ts'

const VARIABLE = 'PGDATA'

/** The value of the variable; undefined where the manifest does not say it, null where it can not be read. */
const variableOf = (pod: Pod, container: Container, context: Context): string | null | undefined => {
  const own = asList(container.value.env)
    .map(asObject)
    .findLast(({ name }) => name === VARIABLE)
  const mapped = configEntriesOf(pod, container, context).find(({ variable }) => variable === VARIABLE)
  const value = own === undefined || own.valueFrom !== undefined ? mapped?.text : own.value
  if (own === undefined && mapped === undefined) return undefined
  return typeof value === 'string' && value.startsWith('/') && !value.includes('$(') ? normalHostPath(value) : null
}

/**
 * Clues that the data directory of an image that demands to own it (PostgreSQL) is the root of a volume. The kubelet
 * makes that root, or a sub path of it, for root: another user can neither own it nor change its mode, which initdb and
 * the server both insist on. A directory below the mount is made by the user itself. None where it is so, or where no
 * volume is mounted there.
 */
export const foreignDataDirectory = (pod: Pod, container: Container, facts: ImageFacts, context: Context): Clue[] => {
  if (facts.ownsData !== true) return []
  const volumes = mountedVolumes(pod, container, context).filter(({ mount }) => mount.mountPath.startsWith('/'))
  const said = variableOf(pod, container, context)
  const usual = facts.writable?.find(({ data }) => data === true)?.path
  const directory = said === undefined ? usual : said
  if (typeof directory === 'string')
    return volumes
      .filter(({ mount }) => normalHostPath(mount.mountPath) === normalHostPath(directory))
      .map(({ mount, source }) => manifestClue(pod, mount.pointer, `${source} at the data directory ${directory}`))
  return volumes
    .filter(({ source }) => source === 'persistentVolumeClaim' || source === 'ephemeral' || source === 'emptyDir')
    .map(({ mount, source }) =>
      manifestClue(pod, mount.pointer, `${source} at ${mount.mountPath}, which may hold the data directory`),
    )
}
