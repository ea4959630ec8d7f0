import type { ExplainedVerdict, ExplainedWorkload, Explanation } from '../../model/explanation.ts'
import { web } from '../sample-testing.ts'

const references = [
  { standard: 'CIS Kubernetes Benchmark', version: '1.12', section: '5.2.8', url: 'https://example.org/8' },
  { standard: 'CIS Kubernetes Benchmark', version: '1.12', section: '5.2.9', url: 'https://example.org/9' },
  { standard: 'Kubernetes', version: 'current', section: 'Users', url: 'https://example.org/users' },
]

/** A change that is only assumed. */
export const changed: ExplainedVerdict = {
  control: 'run-as-non-root',
  container: 'app',
  path: '/spec/runAsNonRoot',
  line: 12,
  verdict: 'changed',
  reason: 'the process was free to run as root',
  evidence: [
    { source: 'manifest', text: 'no runAsUser in container "app"', line: 12, file: 'a.yaml' },
    { source: 'image-facts', text: 'the image says nothing' },
  ],
  confidence: 'assumed',
  operations: [{ op: 'add', path: '/spec/runAsNonRoot', value: true }],
  immutable: true,
  references,
  alternatives: [
    { verdict: 'changed', confidence: 'proven', if: 'somebody says the user', fact: { user: 7 } },
    { verdict: 'held', cause: 'stance', if: '--profile cautious' },
  ],
  exemption: { controls: ['run-as-non-root'], match: { kind: 'Job', name: 'web-*', container: 'app' } },
}

const held: ExplainedVerdict = {
  control: 'no-privileged',
  path: '/spec/privileged',
  line: 14,
  verdict: 'held',
  reason: 'the manifest asks for a privileged container',
  evidence: [],
  cause: 'deviation',
  hint: 'set privileged: false',
  operations: [{ op: 'remove', path: '/spec/privileged' }],
  references: [],
  alternatives: [{ verdict: 'changed', confidence: 'likely', if: '--profile strict' }],
}

/** A compliant verdict for a container. */
export const compliant = (container: string, line: number): ExplainedVerdict => ({
  control: 'no-host-ports',
  container,
  path: '/spec/ports',
  line,
  verdict: 'compliant',
  evidence: [{ source: 'manifest', text: 'no ports', line, file: 'a.yaml' }],
  references: [],
  alternatives: [],
})

/** A workload with all of them. */
export const workload: ExplainedWorkload = {
  document: { file: 'a.yaml', index: 0, line: 1 },
  resource: web,
  pods: [{ path: '/spec', level: { before: 'baseline', after: 'restricted' } }],
  containers: [
    {
      container: 'app',
      requirements: [
        {
          about: 'user',
          text: 'runs as user 7',
          complete: true,
          evidence: [{ source: 'manifest', text: 'x', file: 'a.yaml', line: 3 }],
        },
        { about: 'memory', text: 'the need is unknown', complete: false, evidence: [] },
      ],
    },
  ],
  verdicts: [changed, held, compliant('app', 10), compliant('sidecar', 20)],
  off: ['user-namespace'],
  images: [
    { container: 'app', image: 'web:1', repository: 'docker.io/library/web', line: 11 },
    {
      container: 'sidecar',
      image: 'proxy:2',
      repository: 'docker.io/library/proxy',
      line: 21,
      facts: { image: 'docker.io/library/proxy', status: 'unverified' },
      proves: false,
    },
  ],
  notices: [{ code: 'misplaced-field', message: 'it has no effect', line: 9 }],
}

/** An explanation of that workload. */
export const explanation: Explanation = {
  apiVersion: 'casehard.dev/v1',
  kind: 'Explanation',
  casehard: '1.0.0',
  profile: 'restricted',
  workloads: [workload],
}
