import { isAbsolute, relative, sep } from 'node:path'
import { printable } from '../../src/report/printable.ts'
import type { DiffLine } from './unified-diff.ts'

const SIGNS = { same: ' ', removed: '-', added: '+' } as const
const COLORS = { file: 1, hunk: 36, same: 0, removed: 31, added: 32 } as const
const NO_NEWLINE = '\\ No newline at end of file\n'

const ESCAPES: Record<string, string> = { '\n': '\\n', '\t': '\\t', '"': '\\"', '\\': '\\\\' }

const octal = (char: string): string =>
  [...Buffer.from(char)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')

/** A name in the heading of a diff, in the quotes that git and patch read where it needs them. */
const quote = (name: string): string => {
  const quoted = name.replace(/[\p{Cc}"\\]/gu, (char) => ESCAPES[char] ?? octal(char))
  if (quoted !== name) return `"${quoted}"`
  // Without the tab, what stands behind a blank would be taken for a date.
  return name.includes(' ') ? `${name}\t` : name
}

/**
 * The heading of a file's diff. Names start from the working directory, where `git apply` and `patch -p1` work; those of
 * files outside of it start from the root.
 */
export const diffHeading = (path: string, cwd: string): DiffLine[] => {
  const below = relative(cwd, path)
  const inside = below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below)
  const name = (inside ? below : path.replace(/^(?:[A-Za-z]:)?[\\/]/, '')).split(sep).join('/')
  return [
    { kind: 'file', text: `--- ${quote(`a/${name}`)}\n` },
    { kind: 'file', text: `+++ ${quote(`b/${name}`)}\n` },
  ]
}

const plain = ({ kind, text }: DiffLine): string => {
  if (kind === 'file' || kind === 'hunk') return text
  return `${SIGNS[kind]}${text}${text.endsWith('\n') ? '' : `\n${NO_NEWLINE}`}`
}

/** A line for eyes: nothing in it acts upon the terminal, except that tabs stay. */
const shown = (line: DiffLine, color: boolean): string => {
  const parts = plain(line).replaceAll('\r\n', '\n').split('\n')
  const harmless = parts.map((part) => part.split('\t').map(printable).join('\t'))
  const style = color ? COLORS[line.kind] : 0
  return harmless.map((part) => (part === '' || style === 0 ? part : `\u001b[${style}m${part}\u001b[m`)).join('\n')
}

/**
 * A diff as text.
 * @param eyes for people on a terminal, with colour or without; absent for programs, which get every byte
 */
export const diffText = (lines: readonly DiffLine[], eyes?: { color: boolean }): string =>
  lines.map((line) => (eyes === undefined ? plain(line) : shown(line, eyes.color))).join('')
