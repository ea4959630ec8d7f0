import { type Argv, argvsOf } from '../../evidence/commands.ts'
import { isBelow, mountsOf, normalHostPath } from '../../kube/volumes.ts'
import type { Clue, Container, Pod } from '../../model.ts'
import { clueAt } from './decisions.ts'

/** A command line as a shell would see it, and which part of it stands where. */
interface CommandLine {
  text: string
  parts: { end: number; pointer: string }[]
}

/** Kept writable by the kernel or the kubelet, or writable to nobody with the flag or without. */
const NOT_IN_IMAGE: readonly string[] = ['/tmp', '/dev', '/proc', '/sys', '/etc/hosts', '/etc/resolv.conf']

const REDIRECTION = /(?<![<=>&-])>{1,2}\|?\s*["']?(\/[\w./-]+)/g

const WRITER = /(?<![\w./-])(?:\/(?:usr\/)?bin\/)?(touch|mkdir|tee|cp|mv|ln|sed\s+-i\S*)\s([^\n;|&]*)/g

/** Programs whose last operand alone is written. */
const COPIERS: readonly string[] = ['cp', 'mv', 'ln']

const lineOf = (argvs: readonly Argv[]): CommandLine => {
  const line: CommandLine = { text: '', parts: [] }
  for (const { items, pointer } of argvs)
    for (const [index, item] of items.entries()) {
      if (typeof item !== 'string') continue
      line.text += `${item} `
      line.parts.push({ end: line.text.length, pointer: `${pointer}/${index}` })
    }
  return line
}

const linesOf = (container: Container): CommandLine[] => {
  const [command, args, ...handlers] = argvsOf(container)
  return [[command, args], ...handlers.map((handler) => [handler])].map((argvs) =>
    lineOf(argvs.filter((argv) => argv !== undefined)),
  )
}

const operandsOf = (program: string, rest: string): string[] => {
  const words = rest.split(/\s+/).map((word) => word.replace(/^["']|["')]+$/g, ''))
  const operands = words.filter((word) => word !== '' && !word.startsWith('-'))
  const written = COPIERS.includes(program) ? operands.slice(-1) : operands
  return written.filter((word) => /^\/[\w./-]+$/.test(word))
}

/**
 * Clues to commands of a container that write to its image: to absolute paths where no volume is mounted, and that are
 * not in or below a path of `known`.
 */
export const fileWrites = (pod: Pod, container: Container, known: readonly string[] = []): Clue[] => {
  const mounted = mountsOf(container).flatMap(({ mountPath }) =>
    mountPath.startsWith('/') ? [normalHostPath(mountPath)] : [],
  )
  const writable = [...NOT_IN_IMAGE, ...mounted, ...known.map(normalHostPath)]
  return linesOf(container).flatMap(({ text, parts }) => {
    const writes = [
      ...[...text.matchAll(REDIRECTION)].map(({ index, 1: path = '' }) => ({ index, verb: '>', path })),
      ...[...text.matchAll(WRITER)].flatMap(({ index, 1: program = '', 2: rest = '' }) =>
        operandsOf(program, rest).map((path) => ({ index, verb: program, path })),
      ),
    ]
    return writes
      .filter(({ path }) => !writable.some((directory) => isBelow(directory, normalHostPath(path))))
      .map(({ index, verb, path }) => {
        const pointer = parts.find(({ end }) => index < end)?.pointer ?? container.pointer
        return clueAt(pod, pointer, `${verb} ${path} in container "${container.name}"`)
      })
  })
}
