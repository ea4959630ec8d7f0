import { type HostPath, isBelow, normalHostPath } from '../../kube/volumes.ts'
import type { Clue, Context } from '../../model.ts'

/** What a read-only mount does not protect: whoever opens it can write to what is behind it. */
const isChannel = ({ path, type }: HostPath): boolean =>
  /^(?:Socket|CharDevice|BlockDevice)$/.test(type) || path.endsWith('.sock') || isBelow('/dev', path)

/**
 * The words of the configuration that let pods read a path of the node, which has to be below a path of the list by
 * whole elements; undefined where nothing does, and for sockets, devices and paths with `..`.
 */
export const readableBy = (volume: HostPath, { settings }: Context): Clue | undefined => {
  if (isChannel(volume) || volume.path.split('/').includes('..')) return undefined
  const found = settings.readableHostPaths?.find((path) => isBelow(normalHostPath(path), volume.path))
  return found === undefined ? undefined : { source: 'configuration', text: `no-host-path lets pods read ${found}` }
}
