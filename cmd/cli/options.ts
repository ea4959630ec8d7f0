import { FORMATS } from '../run/report-formats.ts'
import { type CommandName, EXPORTS, HARDENERS, WALKERS } from './command-names.ts'

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

/** The options that one command has for itself, and `--format`. */
export const COMMAND_OPTIONS: readonly OptionRow[] = [
  {
    name: 'format',
    commands: ['explain', 'doctor', 'check'],
    value: 'text|json',
    choices: ['text', 'json'],
    description: 'how to print it',
  },
  {
    name: 'format',
    commands: ['report'],
    value: 'FORMAT',
    choices: FORMATS.map(({ name }) => name),
    description: `what to turn the report into: ${FORMATS.map(({ name }) => name).join(', ')}; text by default`,
  },
  {
    name: 'since',
    commands: ['report'],
    value: 'OLD',
    description: 'tell what differs from this older report: new, gone and other verdicts, what worsened first',
  },
  {
    name: 'fail-on-worse',
    commands: ['report'],
    description: 'with --since: exit 1 where a Pod Security level or a verdict is worse than it was',
  },
  {
    name: 'standard',
    commands: ['check'],
    value: 'NAME[@VERSION]',
    repeatable: true,
    description:
      'judge by a standard instead: pss:restricted, pss:baseline (@v1.0 ... @latest), cis:5.2 (@1.6, @1.11, @1.12), nsa; repeatable',
  },
  {
    name: 'after',
    commands: ['check'],
    description: 'with --standard: judge what hardening would leave',
  },
  {
    name: 'known',
    commands: ['check'],
    value: 'FILE',
    description: 'fail only on findings that are not in this file',
  },
  {
    name: 'write-known',
    commands: ['check'],
    value: 'FILE',
    description: 'write all findings to this file, for --known, instead of failing on them',
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

/** Kinds of findings that `--fail-on` knows. */
const FINDINGS = ['changed', 'held', 'assumed', 'stale'] as const

/** The options that say what is hardened, how hard, and what is told of it. */
export const HARDENING_OPTIONS: readonly OptionRow[] = [
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
    description:
      'how hard: restricted (the default), cautious, strict, baseline, ack, audit, or a file (with a / or a .)',
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
    description: `the full report (${FORMATS.map(({ name }) => name).join(', ')}), by the extension, else json; repeatable`,
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
    name: 'generate',
    commands: [...HARDENERS, ...WALKERS],
    description:
      'add network policies and, for a Namespace among the manifests, its limits, quota and Pod Security labels',
  },
  {
    name: 'quiet',
    commands: [...HARDENERS, ...WALKERS, ...EXPORTS],
    description: 'no summary',
  },
]

/** The one table of options: yargs, the `CASEHARD_*` variables and the help are made from it, in its order. */
export const OPTIONS: readonly OptionRow[] = [...HARDENING_OPTIONS, ...COMMAND_OPTIONS]

/** The environment variable that says the same as an option. */
export const variableOf = (name: OptionName): string => `CASEHARD_${name.toUpperCase().replaceAll('-', '_')}`
