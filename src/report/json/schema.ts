import { list, position, record, ref, type Schema, string } from '../../lib/json-schema/schema.ts'
import { REPORT_DEFINITIONS, summary } from './definitions.ts'

/** JSON Schema (draft 2020-12) of a report. The order of its properties is the order in which a report is written. */
export const REPORT_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard HardeningReport',
  ...record(
    'What casehard changed, held back and skipped in one run, in the order of the input.',
    {
      apiVersion: { type: 'string', const: 'casehard.dev/v1' },
      kind: { type: 'string', const: 'HardeningReport' },
      casehard: string('Version of casehard.'),
      profile: string('Name of the profile.'),
      configuration: string('Name of the configuration file; absent where there was none.'),
      summary,
      changes: list('The changes, whose operations in this order turn the input into the output.', ref('change')),
      held: list('The changes that were expected and not made.', ref('held')),
      skipped: list('What looks like a workload and was left alone.', ref('skipped')),
      pods: list('The pods that were looked at.', ref('pod')),
      notices: list('What else the reader should know.', ref('notice')),
      error: record(
        'Why the run failed; then nothing was changed.',
        {
          code: string('A stable word for it.'),
          message: string('What is wrong, and the next step.'),
          line: position('Line in the input.'),
          column: position('Column in the input, in UTF-16 units.'),
        },
        'line',
        'column',
      ),
    },
    'configuration',
    'error',
  ),
  $defs: REPORT_DEFINITIONS,
}
