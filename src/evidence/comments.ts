import type { PodText } from './text.ts'

/** Each line that a shell, YAML, TOML, JavaScript or INI takes for a comment. */
const COMMENT = /^[ \t]*(?:#|\/\/|;).*$/gm

/** A text without its comment lines, in which people speak of programs and variables that nothing reads. */
export const withoutComments = (piece: PodText): PodText =>
  piece.text.includes('\n') ? { ...piece, text: piece.text.replace(COMMENT, '') } : piece
