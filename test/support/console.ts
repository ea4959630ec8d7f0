/** A command that a page shows, and the lines that it shows as its output. */
export interface Session {
  /** One command line, or several that end with a backslash. */
  command: string
  /** The lines of the output; a line `...` stands for one or more lines that are left out. */
  shown: readonly string[]
}

/** The line that stands for lines that are left out. */
export const ELLIPSIS = '...'

/** A fenced block of the language `console`. */
export const CONSOLE = /^```console\n([\s\S]*?)^```$/gm

const PROMPT = '$ '

/**
 * Reads the commands of a console block, each with its output.
 * @throws RangeError if the block does not start with a command, or if a command has no output
 */
export const readSessions = (block: string): Session[] => {
  const sessions: { command: string; shown: string[] }[] = []
  for (const line of block.replace(/\n$/, '').split('\n')) {
    const last = sessions.at(-1)
    if (last?.command.endsWith('\\') && last.shown.length === 0) last.command += `\n${line}`
    else if (line.startsWith(PROMPT)) sessions.push({ command: line.slice(PROMPT.length), shown: [] })
    else if (last === undefined)
      throw new RangeError(`a console block starts with "${PROMPT}COMMAND", not with: ${line}`)
    else last.shown.push(line)
  }
  return sessions
}

/** Formats commands with their output as the content of a console block. */
export const formatSessions = (sessions: readonly Session[]): string =>
  sessions.map(({ command, shown }) => [`${PROMPT}${command}`, ...shown].map((line) => `${line}\n`).join('')).join('')

/** Splits lines at `...`. The first part is at the start of the output and the last at its end, even if it is empty. */
const splitParts = (shown: readonly string[]): string[][] =>
  shown.reduce<string[][]>(
    (parts, line) => {
      if (line === ELLIPSIS) parts.push([])
      else parts.at(-1)?.push(line)
      return parts
    },
    [[]],
  )

const startsAt = (output: readonly string[], part: readonly string[], index: number): boolean =>
  part.every((line, offset) => output[index + offset] === line)

const findPart = (output: readonly string[], part: readonly string[], from: number): number => {
  for (let index = from; index + part.length <= output.length; index++) if (startsAt(output, part, index)) return index
  return -1
}

/** Whether lines of a page show an output: line by line, apart from the lines that `...` leaves out. */
export const showsOutput = (shown: readonly string[], output: readonly string[]): boolean => {
  const parts = splitParts(shown)
  if (parts.length === 1) return shown.length === output.length && startsAt(output, shown, 0)
  const last = parts.pop() as string[]
  let end = -1
  for (const [index, part] of parts.entries()) {
    const at = index === 0 ? (startsAt(output, part, 0) ? 0 : -1) : findPart(output, part, end + 1)
    if (at < 0) return false
    end = at + part.length
  }
  // The last `...` leaves out at least one line.
  const at = output.length - last.length
  return at > end && startsAt(output, last, at)
}

/**
 * Shows an output as a page showed an earlier one: as many lines of its start and its end, and of each part between two
 * `...` as many lines from its first line on; a part whose first line is gone is left out.
 */
export const refreshShown = (shown: readonly string[], output: readonly string[]): string[] => {
  const parts = splitParts(shown)
  if (parts.length === 1) return [...output]
  const first = output.slice(0, parts[0]?.length)
  const last = parts.at(-1) ?? []
  const middle = parts.slice(1, -1).flatMap((part) => {
    const at = output.indexOf(part[0] ?? '')
    return at < 0 ? [] : [ELLIPSIS, ...output.slice(at, at + part.length)]
  })
  return [...first, ...middle, ELLIPSIS, ...(last.length === 0 ? [] : output.slice(-last.length))]
}
