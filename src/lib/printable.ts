const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
/** The start of a command that Azure Pipelines, TeamCity and older runners of GitHub Actions find within a line. */
const COMMAND = /#(?=#[a-z]*\[)/gi
/** The start of a command that GitHub Actions finds at the start of a line, after blanks of any kind. */
const LINE_COMMAND = /^([^\S\n]*):(?=:)/gm

const escaped = (char: string): string => `\\u{${(char.codePointAt(0) as number).toString(16)}}`

/**
 * Escapes what could act on a terminal or in the log of a CI system, as `\u{1b}`: control and format characters (such as
 * bidirectional overrides), line separators, lone surrogates, and the first character of `##[`, `##vso[` and
 * `##teamcity[`.
 */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped).replace(COMMAND, escaped)

/**
 * Escapes what could act in the log of a CI system in an output of several lines: commands, and `::` at the start of a
 * line, where a name can get by wrapping. Control characters stay: the line feeds and colours are those of casehard.
 */
export const printableLines = (text: string): string =>
  text.replace(COMMAND, escaped).replace(LINE_COMMAND, (_, blanks: string) => `${blanks}${escaped(':')}`)

/** Escapes commands of CI systems in JSON, or in YAML whose strings are in double quotes, without a change of values. */
export const escapeCommands = (text: string): string => text.replace(COMMAND, '\\u0023')

/** The keys that messages may show. Text that is no key of a configuration may be a secret. */
const KEY = /^[A-Za-z0-9./-]{1,64}$/

/** Returns a key with a space before it and in quotes for a message; nothing if it does not look like a key. */
export const shownKey = (key: string): string => (KEY.test(key) ? ` "${key}"` : '')
