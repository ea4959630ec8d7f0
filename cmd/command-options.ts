import type { OptionRow } from './option-row.ts'
import { FORMATS } from './report-formats.ts'

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
