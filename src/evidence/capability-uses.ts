import type { Clue, Container, Context, Pod } from '../model.ts'
import { memoryLocks } from './memory-locks.ts'
import { programCapabilities } from './program-capabilities.ts'
import { rawSockets } from './raw-sockets.ts'

/** What in a container's manifest shows for what it has the capabilities that are named, where anything does. */
export const capabilityUses = (pod: Pod, container: Container, names: readonly string[], context: Context): Clue[] => {
  const programs = programCapabilities(pod, container)
  return [
    ...(names.includes('IPC_LOCK') ? memoryLocks(pod, container, context) : []),
    ...(names.includes('NET_RAW') ? rawSockets(pod, container, context) : []),
    ...(programs.names.some((name) => names.includes(name)) ? programs.clues : []),
  ]
}
