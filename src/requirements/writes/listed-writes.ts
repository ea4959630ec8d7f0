import { perContainer } from '../../evidence/evidence.ts'
import { listsAllWrites, startsOwnProgram } from '../../evidence/image/start.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import { findUnplacedWrites, findWrittenPaths } from '../../evidence/shell/written-paths.ts'
import type { Container, EvidenceContext, KnownImage, Pod } from '../../model.ts'
import { findConfiguredDirectories } from './configured-directories.ts'
import { findDirectoryArguments, findDirectoryVariables, type NamedDirectory } from './named-directories.ts'
import { findScheduleDirectories } from './programs.ts'

/** Finds the directories that options, variables and mounted configuration of a container name. */
export const findNamedDirectories = perContainer((pod, container, context): NamedDirectory[] => {
  const commands = ranCommands(pod, container, context)
  return [
    ...findDirectoryArguments(commands),
    ...findDirectoryVariables(pod, container, context),
    ...findConfiguredDirectories(pod, container, context),
    ...findScheduleDirectories(commands),
  ]
})

/**
 * Lists the paths that a container writes to: those of facts about its image and those that the manifest names. Undefined
 * if facts do not list all that the program of the image writes, or the container runs another one.
 */
export const listWrites = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: KnownImage | undefined,
): string[] | undefined => {
  if (known === undefined || !listsAllWrites(known) || !startsOwnProgram(container)) return undefined
  const commands = ranCommands(pod, container, context)
  if (findUnplacedWrites(commands).length > 0) return undefined
  return [
    ...(known.facts.writable ?? []),
    ...findNamedDirectories(pod, container, context),
    ...findWrittenPaths(commands),
  ].map(({ path }) => path)
}
