import { EXPORTS, HARDENERS, WALKERS } from './command-names.ts'
import type { OptionRow } from './option-row.ts'
import { FORMATS } from './report-formats.ts'

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
