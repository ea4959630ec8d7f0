/**
 * A text that does nothing to a terminal: what is not visible as itself (control and format characters, among them
 * those that turn the direction of writing, line separators, lone surrogates) is written as `\u{1b}`.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`)
