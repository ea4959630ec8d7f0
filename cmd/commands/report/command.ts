import type { Command } from '../../cli/command.ts'
import { OPTIONS } from '../../cli/options.ts'
import { FORMATS } from '../../run/report-formats.ts'

const FORMAT_NAMES = FORMATS.map(({ name }) => name)

export const reportCommand: Command = {
  name: 'report',
  summary: 'convert a saved report to another format, or compare it with an older one',
  usage: `Examples:
  casehard report report.json                                   as text
  casehard report report.json --format sarif > casehard.sarif   for code scanning
  casehard report new.json --since old.json                     what does a chart upgrade change?

Usage: casehard report FILE|- [--format FORMAT] [--since OLD]

Reads a report that --report wrote as json or jsonl, and prints it in another format. If the file contains several
reports, text, jsonl and github print all of them; the other formats accept only one.

With --since, prints the differences between two reports as text, json or markdown: new, removed and changed verdicts,
and Pod Security levels. Verdicts are matched by control, object, container and field, so a verdict that only moved is
not a difference.

Exit codes: 0 success; 1 worse than before, with --fail-on-worse; 2 usage, or a file that cannot be read; 3 the file is
not a report.`,
  options: [
    {
      ...OPTIONS.format,
      value: 'FORMAT',
      choices: FORMAT_NAMES,
      description: `the output format: ${FORMAT_NAMES.join(', ')}; text by default`,
    },
    OPTIONS.since,
    OPTIONS['fail-on-worse'],
  ],
  load: async () => (await import('./run.ts')).runReport,
}
