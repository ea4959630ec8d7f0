import { choice, count, list, record, ref, type Schema, string } from '../../lib/json-schema/schema.ts'
import { level, REPORT_DEFINITIONS, summary } from '../json/definitions.ts'

const trend = choice('Whether it is as hard as before.', 'worse', 'even', 'better')
const field = string('The field without positions, e.g. spec.containers[app].volumeMounts[*].readOnly.')
const resource = ref('resource')

const run = record(
  'What a report was made with, and its counts.',
  {
    casehard: string('Version of casehard.'),
    profile: string('Name of the profile.'),
    configuration: string('Name of the configuration file; absent where there was none.'),
    summary,
  },
  'configuration',
)

const definitions: Record<string, Schema> = {
  resource: REPORT_DEFINITIONS.resource as Schema,
  run,
  levels: record('Pod Security levels of a pod.', { rendered: level, hardened: level }),
  verdict: record(
    'A verdict, without lines and positions.',
    {
      verdict: choice('What was done.', 'changed', 'held'),
      why: choice(
        'Of a change the confidence, of a held one the cause.',
        ...['proven', 'likely', 'assumed', 'deviation', 'evidence', 'exemption', 'api-rule', 'stance'],
      ),
      reason: string('Why, in words.'),
      hint: string('What the reader can do about a held change.'),
      evidence: { description: 'What was weighed.', type: 'array', items: { type: 'string' } },
    },
    'hint',
  ),
  levelNews: record(
    'A pod whose levels differ; without before it is new, without after it is gone.',
    { trend, resource, field, before: ref('levels'), after: ref('levels') },
    'before',
    'after',
  ),
  verdictNews: record(
    'A verdict that is new, gone or another one.',
    {
      news: choice('What became of it.', 'new', 'gone', 'changed'),
      trend,
      control: string('Id of the control.'),
      resource,
      container: string('Name of the container; absent where the whole pod is meant.'),
      field,
      before: ref('verdict'),
      after: ref('verdict'),
    },
    'container',
    'before',
    'after',
  ),
  otherNews: record(
    'Something that was skipped or noticed in one of the reports only.',
    {
      news: choice('What became of it.', 'new', 'gone'),
      code: string('skipped, or the code of the notice.'),
      resource,
      message: string('What it is.'),
    },
    'resource',
  ),
}

/** JSON Schema (draft 2020-12) of what `casehard report --since --format json` prints. */
export const COMPARISON_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard ReportComparison',
  ...record('What differs between two reports; what worsened first.', {
    apiVersion: { type: 'string', const: 'casehard.dev/v1' },
    kind: { type: 'string', const: 'ReportComparison' },
    before: ref('run'),
    after: ref('run'),
    summary: record('How much news there is.', {
      new: count('Verdicts that are new.'),
      gone: count('Verdicts that are gone.'),
      changed: count('Verdicts that are other ones.'),
      same: count('Verdicts that say the same.'),
      worse: count('New and other verdicts that are worse.'),
      levelsWorse: count('Pods whose level is worse.'),
    }),
    levels: list('Pods whose level differs, and pods that are new or gone.', ref('levelNews')),
    verdicts: list('Verdicts that are new, gone or other ones.', ref('verdictNews')),
    others: list('What else is new or gone.', ref('otherNews')),
  }),
  $defs: definitions,
}
