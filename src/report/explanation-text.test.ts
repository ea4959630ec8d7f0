import test from 'ava'
import type { Explanation, WeighedVerdict, WeighedWorkload } from './explanation.ts'
import { explanationText } from './explanation-text.ts'
import { web } from './sample-test.ts'
import { exemptionLines, imageLines } from './snippets.ts'

const references = [
  { standard: 'CIS Kubernetes Benchmark', version: '1.12', section: '5.2.8', url: 'https://example.org/8' },
  { standard: 'CIS Kubernetes Benchmark', version: '1.12', section: '5.2.9', url: 'https://example.org/9' },
  { standard: 'Kubernetes', version: 'current', section: 'Users', url: 'https://example.org/users' },
]

const changed: WeighedVerdict = {
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

const held: WeighedVerdict = {
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

const compliant = (container: string, line: number): WeighedVerdict => ({
  control: 'no-host-ports',
  container,
  path: '/spec/ports',
  line,
  verdict: 'compliant',
  evidence: [{ source: 'manifest', text: 'no ports', line, file: 'a.yaml' }],
  references: [],
  alternatives: [],
})

const workload: WeighedWorkload = {
  document: { file: 'a.yaml', index: 0, line: 1 },
  resource: web,
  pods: [{ path: '/spec', level: { before: 'baseline', after: 'restricted' } }],
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

const explanation: Explanation = {
  apiVersion: 'casehard.dev/v1',
  kind: 'Explanation',
  casehard: '1.0.0',
  profile: 'restricted',
  workloads: [workload],
}

test('an explanation lists every verdict with its evidence and what would change it', (t) => {
  t.is(
    explanationText(explanation, { color: false }),
    `Deployment shop/storefront  a.yaml:1
1 changed, 1 held, 2 compliant; baseline -> restricted [profile restricted]

  i misplaced-field  line 9: it has no effect

+ run-as-non-root  app: the process was free to run as root [assumed]
    evidence      a.yaml:12: no runAsUser in container "app"
                  image-facts: the image says nothing
    operations    add /spec/runAsNonRoot true
    upgrade       refused where it is installed already; see the notice "immutable"
    proven if     somebody says the user
    held if       --profile cautious
    references    CIS 1.12 5.2.8, 5.2.9; Kubernetes Users

! no-privileged  the manifest asks for a privileged container [deviation]
    hint          set privileged: false
    would be      remove /spec/privileged
    changed if    --profile strict [likely]

Compliant
  = no-host-ports  app: no ports (line 10); sidecar: no ports (line 20)

Off
  user-namespace

Images
  i app      web:1 (line 11): nothing is known of it
  i sidecar  proxy:2 (line 21): facts of docker.io/library/proxy (unverified), which prove nothing

To hold what is only assumed, in casehard.yaml
  spec:
    exemptions:
      - controls: [run-as-non-root]
        match: {kind: Job, name: "web-*", container: app}
        reason: say here why it has to stay as it is

What you know of an image decides more, e.g. in casehard.yaml
  spec:
    images:
      - image: docker.io/library/web
        user: 7
`,
  )
})

test('a workload that is skipped says why and nothing of controls', (t) => {
  const skipped = { ...workload, skipped: 'it keeps no pod', verdicts: [], images: [], notices: [], pods: [] }
  t.is(
    explanationText({ ...explanation, workloads: [skipped] }, { color: false }),
    `Deployment shop/storefront  a.yaml:1
0 changed, 0 held, 0 compliant [profile restricted]

  - skipped  it keeps no pod
`,
  )
})

test('nothing from the input acts upon a terminal', (t) => {
  const evil = '\u001b[2J\u202e'
  const text = explanationText(
    {
      ...explanation,
      workloads: [
        {
          ...workload,
          document: { ...workload.document, file: evil },
          resource: { ...web, name: evil },
          verdicts: [
            {
              ...changed,
              container: evil,
              reason: evil,
              evidence: [{ source: 'rbac', text: evil, line: 1, file: evil }],
              operations: [{ op: 'add', path: evil, value: evil }],
              exemption: { controls: ['x'], match: { name: evil } },
            },
            { ...compliant(evil, 1), evidence: [{ source: 'manifest', text: evil }] },
          ],
          images: [{ container: evil, image: evil, repository: evil, line: 1 }],
        },
      ],
    },
    { color: false },
  )
  t.false(/(?!\n)[\p{Cc}\p{Cf}]/u.test(text))
})

test('snippets quote what YAML would read as something else, and leave out what is empty', (t) => {
  const of = (name: string) => exemptionLines([{ ...changed, exemption: { controls: ['a'], match: { name } } }])[3]
  t.is(of('web'), '      match: {name: web}')
  for (const name of ['on', 'NULL', '12', '1e3', 'a b', 'web-*', 'x: y', '"', '- a'])
    t.is(of(name), `      match: {name: ${JSON.stringify(name)}}`)
  t.is(of(''), '      match: {}')
  t.deepEqual(exemptionLines([{ ...changed, confidence: 'likely' }]), [])
})

test('lists of paths are told as the configuration takes them', (t) => {
  const alternatives = [{ ...changed.alternatives[0], fact: { writable: [{ path: '/a' }, { path: '/b' }] } }]
  const lines = imageLines({ ...workload, verdicts: [{ ...changed, alternatives } as WeighedVerdict] })
  t.deepEqual(lines.slice(2), ['    - image: docker.io/library/web', '      writable: [/a, /b]'])
})
