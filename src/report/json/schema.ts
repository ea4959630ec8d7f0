import type { Json } from '../../model.ts'
import { REPORT_DEFINITIONS, summary } from './definitions.ts'
import { list, object, position, text } from './schema-parts.ts'

/** JSON Schema (draft 2020-12) of a report. The order of its properties is the order in which a report is written. */
export const REPORT_SCHEMA: { readonly [key: string]: Json } = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard HardeningReport',
  ...object(
    'What casehard changed, held back and skipped in one run, in the order of the input.',
    {
      apiVersion: { type: 'string', const: 'casehard.dev/v1' },
      kind: { type: 'string', const: 'HardeningReport' },
      casehard: text('Version of casehard.'),
      profile: text('Name of the profile.'),
      configuration: text('Name of the configuration file; absent where there was none.'),
      summary,
      changes: list('The changes, whose operations in this order turn the input into the output.', 'change'),
      held: list('The changes that were expected and not made.', 'held'),
      skipped: list('What looks like a workload and was left alone.', 'skipped'),
      pods: list('The pods that were looked at.', 'pod'),
      notices: list('What else the reader should know.', 'notice'),
      error: object(
        'Why the run failed; then nothing was changed.',
        {
          code: text('A stable word for it.'),
          message: text('What is wrong, and the next step.'),
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
