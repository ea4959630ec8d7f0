import { list, marker, position, record, ref, type Schema, string } from '../../lib/json-schema/schema.ts'
import { REPORT_DEFINITIONS, summary } from './definitions.ts'

/** JSON Schema (draft 2020-12) of a report. The order of its properties is the order in which a report is written. */
export const REPORT_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard HardeningReport',
  ...record(
    'What casehard changed, held and skipped in one run, in the order of the input.',
    {
      apiVersion: { type: 'string', const: 'casehard.dev/v1' },
      kind: { type: 'string', const: 'HardeningReport' },
      casehard: string('Version of casehard.'),
      profile: string('Name of the profile.'),
      configuration: string('Name of the configuration file; absent without one.'),
      check: marker('A check, which wrote nothing: the changes are those that hardening would make.'),
      summary,
      changes: list('The changes; their operations in this order turn the input into the output.', ref('change')),
      held: list('The changes that were held.', ref('held')),
      skipped: list('Objects that look like workloads and were skipped.', ref('skipped')),
      pods: list('The pods of the input.', ref('pod')),
      notices: list('Further information for the reader.', ref('notice')),
      error: record(
        'Why the run failed, in which case nothing was changed.',
        {
          code: string('A stable code.'),
          message: string('The error, and the next step.'),
          line: position('Line in the input.'),
          column: position('Column in the input, in UTF-16 units.'),
        },
        'line',
        'column',
      ),
    },
    'configuration',
    'check',
    'error',
  ),
  $defs: REPORT_DEFINITIONS,
}
