/** The commands; `filter` is the bare `casehard`. */
export type CommandName = 'filter' | 'check' | 'explain'

export type OptionName =
  | 'profile'
  | 'config'
  | 'namespace'
  | 'today'
  | 'report'
  | 'fail-on'
  | 'quiet'
  | 'file'
  | 'format'

export interface OptionRow {
  name: OptionName
  /** A single letter that says the same. */
  letter?: string
  commands: readonly CommandName[]
  /** What the value looks like, for the help; absent for an option that is only switched on. */
  value?: string
  /** What may be said, where there is a list of it. */
  choices?: readonly string[]
  /** May be given several times, with one value each; its variable holds several values, by comma or line. */
  repeatable?: true
  description: string
}

/** Kinds of findings that `--fail-on` knows. */
export const FINDINGS = ['changed', 'held', 'assumed'] as const

/** Formats of `--report`. */
export const REPORT_FORMATS = ['json', 'jsonl', 'text'] as const

/** The one table of options: yargs, the `CASEHARD_*` variables and the help are made from it. */
export const OPTIONS: readonly OptionRow[] = [
  {
    name: 'profile',
    commands: ['filter', 'check', 'explain'],
    value: 'NAME|FILE',
    description: 'how hard: restricted (the default), cautious, strict, baseline, audit, or a file (with a / or a .)',
  },
  {
    name: 'config',
    commands: ['filter', 'check', 'explain'],
    value: 'FILE|none',
    description: 'the configuration, instead of the casehard.yaml here or in a folder above',
  },
  {
    name: 'namespace',
    commands: ['filter', 'check', 'explain'],
    value: 'NS',
    description: 'the namespace of objects that name none',
  },
  {
    name: 'today',
    commands: ['filter', 'check', 'explain'],
    value: 'DATE',
    description: 'the date, as 2027-01-31, by which exemptions expire',
  },
  {
    name: 'report',
    commands: ['filter', 'check'],
    value: '[FORMAT=]FILE',
    repeatable: true,
    description: 'the full report: json, jsonl (appends) or text, by the extension, else json; repeatable',
  },
  {
    name: 'fail-on',
    commands: ['filter'],
    value: FINDINGS.join('|'),
    choices: FINDINGS,
    repeatable: true,
    description: 'exit 1 on such findings, with the manifests written all the same; repeatable',
  },
  {
    name: 'quiet',
    commands: ['filter', 'check'],
    description: 'no summary',
  },
  {
    name: 'file',
    letter: 'f',
    commands: ['explain'],
    value: 'FILE|-',
    repeatable: true,
    description: 'the manifests that hold the workload, - for stdin, which is the default; repeatable',
  },
  {
    name: 'format',
    commands: ['explain'],
    value: 'text|json',
    choices: ['text', 'json'],
    description: 'how to print it',
  },
]

/** The environment variable that says the same as an option. */
export const variableOf = (name: OptionName): string => `CASEHARD_${name.toUpperCase().replaceAll('-', '_')}`
