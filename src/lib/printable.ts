/**
 * Escapes characters that could act on a terminal, as `\u{1b}`: control and format characters (such as bidirectional
 * overrides), line separators and lone surrogates.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`)

/** The keys that messages may show. Text that is no key of a configuration may be a secret. */
const KEY = /^[A-Za-z0-9./-]{1,64}$/

/** Returns a key with a space before it and in quotes for a message; nothing if it does not look like a key. */
export const shownKey = (key: string): string => (KEY.test(key) ? ` "${key}"` : '')
