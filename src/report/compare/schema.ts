import type { Json, JsonObject } from '../../model.ts'
import { level, REPORT_DEFINITIONS, summary } from '../json/definitions.ts'
import { count, list, object, ref, text, word } from '../json/schema-parts.ts'

const trend = word('Whether it is as hard as before.', 'worse', 'even', 'better')
const field = text('The field without positions, e.g. spec.containers[app].volumeMounts[*].readOnly.')
const resource = ref('resource')

const run = object(
  'What a report was made with, and its counts.',
  {
    casehard: text('Version of casehard.'),
    profile: text('Name of the profile.'),
    configuration: text('Name of the configuration file; absent where there was none.'),
    summary,
  },
  'configuration',
)

const definitions: Record<string, JsonObject> = {
  resource: REPORT_DEFINITIONS.resource as JsonObject,
  run,
  levels: object('Pod Security levels of a pod.', { rendered: level, hardened: level }),
  verdict: object(
    'A verdict, without lines and positions.',
    {
      verdict: word('What was done.', 'changed', 'held'),
      why: word(
        'Of a change the confidence, of a held one the cause.',
        ...['proven', 'likely', 'assumed', 'deviation', 'evidence', 'exemption', 'api-rule', 'stance'],
      ),
      reason: text('Why, in words.'),
      hint: text('What the reader can do about a held change.'),
      evidence: { description: 'What was weighed.', type: 'array', items: { type: 'string' } },
    },
    'hint',
  ),
  levelNews: object(
    'A pod whose levels differ; without before it is new, without after it is gone.',
    { trend, resource, field, before: ref('levels'), after: ref('levels') },
    'before',
    'after',
  ),
  verdictNews: object(
    'A verdict that is new, gone or another one.',
    {
      news: word('What became of it.', 'new', 'gone', 'changed'),
      trend,
      control: text('Id of the control.'),
      resource,
      container: text('Name of the container; absent where the whole pod is meant.'),
      field,
      before: ref('verdict'),
      after: ref('verdict'),
    },
    'container',
    'before',
    'after',
  ),
  otherNews: object(
    'Something that was skipped or noticed in one of the reports only.',
    {
      news: word('What became of it.', 'new', 'gone'),
      code: text('skipped, or the code of the notice.'),
      resource,
      message: text('What it is.'),
    },
    'resource',
  ),
}

/** JSON Schema (draft 2020-12) of what `casehard report --since --format json` prints. */
export const COMPARISON_SCHEMA: { readonly [key: string]: Json } = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard ReportComparison',
  ...object('What differs between two reports; what worsened first.', {
    apiVersion: { type: 'string', const: 'casehard.dev/v1' },
    kind: { type: 'string', const: 'ReportComparison' },
    before: ref('run'),
    after: ref('run'),
    summary: object('How much news there is.', {
      new: count('Verdicts that are new.'),
      gone: count('Verdicts that are gone.'),
      changed: count('Verdicts that are other ones.'),
      same: count('Verdicts that say the same.'),
      worse: count('New and other verdicts that are worse.'),
      levelsWorse: count('Pods whose level is worse.'),
    }),
    levels: list('Pods whose level differs, and pods that are new or gone.', 'levelNews'),
    verdicts: list('Verdicts that are new, gone or other ones.', 'verdictNews'),
    others: list('What else is new or gone.', 'otherNews'),
  }),
  $defs: definitions,
}
