/** The commands that write patches. */
export const EXPORTS = ['export kustomize', 'export flux', 'export argocd', 'export fleet'] as const

/** The commands; `filter` is the bare `casehard`. */
export type CommandName =
  | 'filter'
  | 'exec'
  | 'fn'
  | 'check'
  | 'diff'
  | 'fix'
  | 'explain'
  | 'config init'
  | 'config check'
  | 'config from-psp'
  | (typeof EXPORTS)[number]
  | 'plugin helm'
  | 'plugin kustomize'
  | 'doctor'

export type OptionName =
  | 'filename'
  | 'evidence'
  | 'profile'
  | 'config'
  | 'namespace'
  | 'today'
  | 'report'
  | 'fail-on'
  | 'quiet'
  | 'format'
  | 'dir'
  | 'executable'

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

/** Kinds of findings that `--fail-on` knows. */
export const FINDINGS = ['changed', 'held', 'assumed', 'stale'] as const

/** The commands that write hardened manifests to stdout. */
const HARDENERS = ['filter', 'exec', 'fn'] as const

/** The commands that take files and folders. */
const WALKERS = ['check', 'diff', 'fix'] as const

/** The one table of options: yargs, the `CASEHARD_*` variables and the help are made from it. */
export const OPTIONS: readonly OptionRow[] = [
  {
    name: 'filename',
    commands: ['explain', 'config init', 'config check', ...EXPORTS],
    alias: 'f',
    value: 'FILE|-',
    repeatable: true,
    description: 'rendered manifests, - for stdin, where explain looks by default; repeatable',
  },
  {
    name: 'profile',
    commands: [...HARDENERS, ...WALKERS, 'explain', 'config init', 'config check', ...EXPORTS],
    value: 'NAME|FILE',
    description: 'how hard: restricted (the default), cautious, strict, baseline, audit, or a file (with a / or a .)',
  },
  {
    name: 'config',
    commands: [...HARDENERS, ...WALKERS, 'explain', 'config check', ...EXPORTS],
    value: 'FILE|none',
    description: 'the configuration, instead of the casehard.yaml here or in a folder above',
  },
  {
    name: 'namespace',
    commands: [...HARDENERS, ...WALKERS, 'explain', 'config init', 'config check', ...EXPORTS],
    value: 'NS',
    description: 'the namespace of objects that name none',
  },
  {
    name: 'today',
    commands: [...HARDENERS, ...WALKERS, 'explain', 'config check', ...EXPORTS],
    value: 'DATE',
    description: 'the date, as 2027-01-31, by which exemptions expire; else SOURCE_DATE_EPOCH, else today in UTC',
  },
  {
    name: 'evidence',
    commands: WALKERS,
    value: 'PATH',
    repeatable: true,
    description:
      'a file or folder that is only read for what it tells of the others, as roles and bindings do; repeatable',
  },
  {
    name: 'report',
    commands: [...HARDENERS, ...WALKERS, ...EXPORTS],
    value: '[FORMAT=]FILE',
    repeatable: true,
    description: 'the full report: json, jsonl (appends) or text, by the extension, else json; repeatable',
  },
  {
    name: 'fail-on',
    commands: [...HARDENERS, 'config check'],
    value: FINDINGS.join('|'),
    choices: FINDINGS,
    repeatable: true,
    description:
      'exit 1 on such findings (stale: exemptions that hold nothing), with the manifests written; repeatable',
  },
  {
    name: 'quiet',
    commands: [...HARDENERS, ...WALKERS, ...EXPORTS],
    description: 'no summary',
  },
  {
    name: 'format',
    commands: ['explain', 'doctor'],
    value: 'text|json',
    choices: ['text', 'json'],
    description: 'how to print it',
  },
  {
    name: 'dir',
    commands: ['plugin helm', 'plugin kustomize', 'export kustomize', 'export fleet'],
    value: 'DIR',
    description: 'the folder to write to; for Helm a new or empty one, or one that this command has written before',
  },
  {
    name: 'executable',
    commands: ['plugin helm'],
    value: '[FILE]',
    optional: true,
    description:
      'run this executable and no node: the one that npm run executable built, or the running one, unless a FILE is named',
  },
]

/** The environment variable that says the same as an option. */
export const variableOf = (name: OptionName): string => `CASEHARD_${name.toUpperCase().replaceAll('-', '_')}`
