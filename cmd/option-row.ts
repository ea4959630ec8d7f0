import type { CommandName } from './command-names.ts'

/** An option, by the name that its flag has. */
export type OptionName =
  | 'filename'
  | 'evidence'
  | 'profile'
  | 'config'
  | 'namespace'
  | 'today'
  | 'report'
  | 'fail-on'
  | 'generate'
  | 'quiet'
  | 'format'
  | 'since'
  | 'fail-on-worse'
  | 'dir'
  | 'executable'
  | 'known'
  | 'write-known'
  | 'standard'
  | 'after'

/** An option of some commands, as the help, the parser and the variables know it. */
export interface OptionRow {
  name: OptionName
  commands: readonly CommandName[]
  /** One letter that says the same. */
  alias?: string
  /** What the value looks like, for the help; absent for an option that is only switched on. */
  value?: string
  /** The value may be left out. */
  optional?: true
  /** What may be said, where there is a list of it. */
  choices?: readonly string[]
  /** May be given several times, with one value each; its variable holds several values, by comma or line. */
  repeatable?: true
  description: string
}
