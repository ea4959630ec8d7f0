import { COMMAND_OPTIONS } from './command-options.ts'
import { HARDENING_OPTIONS } from './hardening-options.ts'
import type { OptionName, OptionRow } from './option-row.ts'

/** The one table of options: yargs, the `CASEHARD_*` variables and the help are made from it, in its order. */
export const OPTIONS: readonly OptionRow[] = [...HARDENING_OPTIONS, ...COMMAND_OPTIONS]

/** The environment variable that says the same as an option. */
export const variableOf = (name: OptionName): string => `CASEHARD_${name.toUpperCase().replaceAll('-', '_')}`
