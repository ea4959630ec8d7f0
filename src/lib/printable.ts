/**
 * Escapes characters that could act on a terminal, as `\u{1b}`: control and format characters (such as bidirectional
 * overrides), line separators and lone surrogates.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`)
