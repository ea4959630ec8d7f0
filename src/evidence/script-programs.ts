import type { Clue, Container, Context, Pod } from '../model.ts'
import { ranCommands } from './ran-commands.ts'

/**
 * Clues to programs that a container starts in scripts of the ConfigMaps that it mounts: one for each script and program.
 * @param words matches at the start of a program with its arguments, and has no flag `g`
 */
export const scriptPrograms = (pod: Pod, container: Container, context: Context, words: RegExp): Clue[] => {
  const clues = ranCommands(pod, container, context).flatMap(({ program, args, at, where }): Clue[] => {
    const isOwn = at.document === pod.document && at.pointer.startsWith(`${container.pointer}/`)
    const found = isOwn || program === '' ? null : words.exec(`${program} ${args.join(' ')}`)
    return found?.index === 0 ? [{ source: 'manifest', text: `"${found[0]}" in ${where}`, at }] : []
  })
  return [...new Map(clues.map((clue) => [clue.text, clue])).values()]
}
