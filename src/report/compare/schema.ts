import { choice, count, list, record, ref, type Schema, string } from '../../lib/json-schema/schema.ts'
import { level, REPORT_DEFINITIONS, summary } from '../json/definitions.ts'

const trend = choice('Whether it is worse or better than before.', 'worse', 'even', 'better')
const field = string('The field without positions, e.g. spec.containers[app].volumeMounts[*].readOnly.')
const resource = ref('resource')

const run = record(
  'Version, profile and configuration of a run, and its counts.',
  {
    casehard: string('Version of casehard.'),
    profile: string('Name of the profile.'),
    configuration: string('Name of the configuration file; absent without one.'),
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
      verdict: choice('The verdict.', 'changed', 'held'),
      why: choice(
        'The confidence of a change, or the cause of a held change.',
        ...['proven', 'likely', 'assumed', 'deviation', 'evidence', 'unknown', 'exemption', 'api-rule', 'stance'],
      ),
      reason: string('The reason.'),
      hint: string('The next step for a held change.'),
      evidence: { description: 'The evidence.', type: 'array', items: { type: 'string' } },
    },
    'hint',
  ),
  levelNews: record(
    'A pod whose levels differ; a new pod has no before, a removed one no after.',
    { trend, resource, field, before: ref('levels'), after: ref('levels') },
    'before',
    'after',
  ),
  verdictNews: record(
    'A verdict that is new, gone or changed.',
    {
      news: choice('How it differs.', 'new', 'gone', 'changed'),
      trend,
      control: string('Id of the control.'),
      resource,
      container: string('Name of the container; absent for the whole pod.'),
      field,
      before: ref('verdict'),
      after: ref('verdict'),
    },
    'container',
    'before',
    'after',
  ),
  otherNews: record(
    'A skipped workload or a notice that is in only one of the reports.',
    {
      news: choice('How it differs.', 'new', 'gone'),
      code: string('skipped, or the code of the notice.'),
      resource,
      message: string('The reason or the message.'),
    },
    'resource',
  ),
}

/** JSON Schema (draft 2020-12) of the output of `casehard report --since --format json`. */
export const COMPARISON_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard ReportComparison',
  ...record('The differences between two reports, the worse ones first.', {
    apiVersion: { type: 'string', const: 'casehard.dev/v1' },
    kind: { type: 'string', const: 'ReportComparison' },
    before: ref('run'),
    after: ref('run'),
    summary: record('The number of differences.', {
      new: count('Verdicts that are new.'),
      gone: count('Verdicts that are gone.'),
      changed: count('Verdicts that changed.'),
      same: count('Verdicts that are unchanged.'),
      worse: count('New and changed verdicts that are worse.'),
      levelsWorse: count('Pods whose level is worse.'),
    }),
    levels: list('Pods whose level differs, and pods that are new or gone.', ref('levelNews')),
    verdicts: list('Verdicts that are new, gone or changed.', ref('verdictNews')),
    others: list('Skipped workloads and notices that are new or gone.', ref('otherNews')),
  }),
  $defs: definitions,
}
