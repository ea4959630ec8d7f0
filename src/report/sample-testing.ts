import type { Change, Held, Report, Resource } from '../model.ts'

/** For tests: what most of a sample report is about. */
export const web: Resource = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'storefront' }
const job: Resource = { apiVersion: 'batch/v1', kind: 'Job', name: 'migrate-*' }
const crd: Resource = { apiVersion: 'example.org/v1', kind: 'Worker', namespace: 'shop', name: 'mailer' }

const references = [{ standard: 'Example', version: '1.0', section: '4', url: 'https://example.org/4' }]
const at = (index: number, line: number) => ({ index, line })

/** For tests: a change of a container of `web`, its keys in another order than the report’s. */
export const change = (control: string, container: string, more: Partial<Change> = {}): Change => ({
  references,
  edits: [{ line: 24, column: 1, endLine: 24, endColumn: 1, text: '          securityContext: {}\n' }],
  confidence: 'likely',
  evidence: [{ source: 'manifest', text: 'securityContext is absent', line: 24 }],
  reason: 'privilege escalation was allowed by default',
  operations: [{ value: { z: 1, a: [{ value: 2, path: '/b', op: 'x' }] }, path: '/spec/x', op: 'add' }],
  line: 24,
  path: '/spec/x',
  container,
  resource: web,
  document: at(3, 20),
  control,
  ...more,
})

/** For tests: a held change of `web`. */
export const held = (more: Partial<Held> = {}): Held => ({
  control: 'run-as-non-root',
  document: at(3, 20),
  resource: web,
  container: 'nginx',
  path: '/spec/template/spec/containers/0/securityContext/runAsNonRoot',
  line: 31,
  cause: 'evidence',
  reason: 'the container listens below port 1024, which a user other than root may not open everywhere',
  hint: 'let it listen on 8080, then set runAsNonRoot: true',
  evidence: [{ source: 'manifest', text: 'containerPort: 80', line: 35 }],
  references,
  ...more,
})

/** For tests: a report that has a bit of everything. */
export const sample = (more: Partial<Report> = {}): Report => ({
  notices: [
    {
      code: 'misplaced-field',
      message: 'runAsUser belongs into securityContext',
      document: at(3, 20),
      resource: web,
      line: 29,
    },
    { code: 'stale-exemption', message: 'the exemption of no-privileged for name gone holds nothing: remove it' },
  ],
  pods: [
    {
      document: at(3, 20),
      resource: web,
      path: '/spec/template/spec',
      level: { before: 'baseline', after: 'restricted' },
    },
    {
      document: at(5, 90),
      resource: job,
      path: '/spec/template/spec',
      level: { before: 'restricted', after: 'restricted' },
    },
  ],
  skipped: [{ document: at(4, 70), resource: crd, reason: 'casehard does not know where a Worker keeps its pod' }],
  held: [held()],
  changes: [
    change('no-privilege-escalation', 'nginx'),
    change('no-privilege-escalation', 'exporter'),
    change('default-resources', 'nginx', { reason: 'it had no memory limit', confidence: 'assumed' }),
  ],
  summary: { documents: 6, pods: 2, containers: 3, changed: 3, held: 1, skipped: 1, compliant: 40 },
  profile: 'restricted',
  casehard: '1.0.0',
  kind: 'HardeningReport',
  apiVersion: 'casehard.dev/v1',
  ...more,
})

/** For tests: the report of a run that failed. */
export const failed = sample({
  changes: [],
  held: [],
  skipped: [],
  pods: [],
  notices: [],
  error: { code: 'yaml', message: 'stdin:3:1: a tab indents this line; use blanks', line: 3, column: 1 },
})
