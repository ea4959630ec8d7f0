import type { Command, CommandGroup } from '../../cmd/cli/command.ts'
import { OPTIONS, type Option, variableOf } from '../../cmd/cli/options.ts'
import { filterCommand } from '../../cmd/commands/filter/command.ts'
import { COMMANDS } from '../../cmd/commands/index.ts'
import { GENERATED } from './control-pages.ts'
import { formatTable } from './tables.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')

const flagOf = ({ name, alias, value, optional }: Option): string => {
  const placeholder = value === undefined || value.startsWith('[') ? value : optional ? `[${value}]` : value
  const long = `--${name}${placeholder === undefined ? '' : ` ${placeholder}`}`
  return `\`${alias === undefined ? '' : `-${alias}, `}${cell(long)}\``
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

const optionsTable = (options: readonly Option[]): string =>
  formatTable([['option', 'meaning'], ...options.map((option) => [flagOf(option), cell(sentence(option.description))])])

const describeCommand = ({ name, summary, usage, options }: Command): string =>
  [
    `### casehard${name === filterCommand.name ? '' : ` ${name}`}`,
    sentence(summary),
    `\`\`\`text\n${usage}\n\`\`\``,
    ...(options.length === 0 ? [] : [optionsTable(options).trimEnd()]),
  ].join('\n\n')

const describeRow = (row: Command | CommandGroup): string =>
  'commands' in row ? row.commands.map(describeCommand).join('\n\n') : describeCommand(row)

const variablesTable = (): string =>
  formatTable([
    ['variable', 'option', 'value'],
    ...Object.values(OPTIONS).map((option) => [
      `\`${variableOf(option.name)}\``,
      `\`--${option.name}\``,
      option.value === undefined
        ? '`true` or `false`'
        : `\`${cell(option.value)}\`${option.repeatable ? ', separated by commas or line feeds' : ''}`,
    ]),
  ])

/** The reference of commands, options, variables and exit codes. */
export const cliPage = (): string => `# Command line

This page lists every command of casehard with its options, the environment variables, and the exit codes.

${GENERATED}

## Streams

Manifests, or the answer of a command, go to stdout. Everything else goes to stderr. If a command that writes manifests
fails, stdout stays empty.

## Exit codes

| code | meaning |
|---|---|
| 0 | success: the manifests are written, or nothing was found |
| 1 | findings: \`check\`, \`diff\` or \`fix --dry-run\` found something to change, or \`--fail-on\` selected a finding (the filter still writes the manifests) |
| 2 | invalid usage, profile or configuration, or a report that cannot be written |
| 3 | the input is refused; one message names the place, the problem and the next step |
| 4 | a bug in casehard |

\`casehard exec\` returns the exit code of the command that it runs: 128 plus the number of the signal if a signal ended
it, 126 if it cannot be run, 127 if it is not found. 125 replaces the codes 2, 3 and 4.

## Environment variables

A variable sets the option of the same name for every command that has it. Flags override variables, and variables
override \`casehard.yaml\`. An empty variable counts as unset, and an unknown \`CASEHARD_*\` variable causes a warning.

${variablesTable()}
\`SOURCE_DATE_EPOCH\` replaces the current date if \`--today\` is not set, and \`NO_COLOR\` turns colours off.

## Commands

${[filterCommand, ...COMMANDS].map(describeRow).join('\n\n')}

### casehard completion

Print the completion script of the shell in \`SHELL\`: bash, zsh or fish.
`
