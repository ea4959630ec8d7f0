import type { CapableProgram, ImageFacts, LockedImage } from '../../model.ts'
import { baseName } from '../shell/directories.ts'

/** Programs that use the network or user namespaces for somebody at a terminal; no service starts them. */
const TOOLS: ReadonlySet<string> = new Set(
  'ping ping4 ping6 arping clockdiff traceroute traceroute6.iputils tracepath mtr mtr-packet newuidmap newgidmap'.split(
    ' ',
  ),
)

/** Whether a program is one that people start at a terminal. */
export const isTool = (path: string): boolean => TOOLS.has(baseName(path))

/** Programs that only start another one. */
const LAUNCHERS: ReadonlySet<string> = new Set('tini dumb-init catatonit env exec nice nohup'.split(' '))

const SHELL = /^(?:ba|da|a|k|z)?sh$/

/** Returns the names of the programs that the image's own entrypoint and command start, as far as they are plain. */
export const startedPrograms = ({ config, files }: LockedImage): string[] => {
  const words = [...(config.entrypoint ?? []), ...(config.command ?? [])]
  const named = [config.entrypoint?.[0], config.command?.[0], words.find((word) => !isLauncherWord(word))]
  const found = [files?.program, files?.script?.path, ...named].flatMap((word) => (word ? [baseName(word)] : []))
  return [...new Set(found)]
}

/** Whether a word of a command line is an option, or a program that only starts another one. */
export const isLauncherWord = (word: string): boolean => LAUNCHERS.has(baseName(word)) || /^-/.test(word)

/** Whether the image starts a shell, or nothing, so that its command is that of the manifest. */
export const startsShell = ({ config }: LockedImage): boolean => {
  const [program = '', ...others] = [...(config.entrypoint ?? []), ...(config.command ?? [])]
  return program === '' || (SHELL.test(baseName(program)) && others.length === 0)
}

const isPlainStart = ({ files, config }: LockedImage): boolean =>
  files?.program !== undefined && files.script === undefined && !SHELL.test(baseName(config.entrypoint?.[0] ?? ''))

/**
 * Returns the file capabilities without which a container does not start: those of the program that it starts, else, if a
 * script or an unknown command decides, those of all programs but usual tools.
 * @param command the program that the manifest starts instead of the image's; undefined: it starts that of the image
 */
export const fileCapabilitiesFor = (
  locked: LockedImage,
  command: string | undefined,
): Pick<ImageFacts, 'fileCapabilities' | 'fileCapabilitiesOn'> => {
  const capable = (locked.files?.fileCapabilities ?? []).filter(({ effective }) => effective === true)
  const isNamed = ({ path }: CapableProgram): boolean => {
    if (command === undefined) return path === locked.files?.program
    return command.startsWith('/') ? path === command : baseName(path) === baseName(command)
  }
  const isSure = command === undefined && isPlainStart(locked)
  const needed = capable.filter((one) => isNamed(one) || (!isSure && !isTool(one.path)))
  if (needed.length === 0) return {}
  return {
    fileCapabilities: [...new Set(needed.flatMap(({ capabilities }) => capabilities))].sort(),
    fileCapabilitiesOn: needed.map(({ path }) => path),
  }
}
