import test from 'ava'
import { web } from '../sample-testing.ts'
import { changed, compliant, explanation, workload } from './testing.ts'
import { explanationText } from './text.ts'

test('an explanation lists every verdict with its evidence and alternatives', (t) => {
  t.is(
    explanationText(explanation, { color: false }),
    `Deployment shop/storefront  a.yaml:1
1 changed, 1 held, 2 compliant; baseline -> restricted [profile restricted]

  i misplaced-field  line 9: it has no effect

Known of container app
    user          runs as user 7 (a.yaml:3: x)
    memory        the need is unknown [not complete]

+ run-as-non-root  app: the process was free to run as root [assumed]
    evidence      a.yaml:12: no runAsUser in container "app"
                  image-facts: the image says nothing
    operations    add /spec/runAsNonRoot true
    upgrade       refused if the release is installed; see the notice "immutable"
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
  i app      web:1 (line 11): unknown image
  i sidecar  proxy:2 (line 21): facts about docker.io/library/proxy (unverified), not enough to prove a change

To hold assumed changes, add to casehard.yaml
  spec:
    exemptions:
      - controls: [run-as-non-root]
        match: {kind: Job, name: "web-*", container: app}
        reason: give the reason here

Facts about images decide more, e.g. in casehard.yaml
  spec:
    images:
      - image: docker.io/library/web
        user: 7
`,
  )
})

test('a skipped workload has a reason and no controls', (t) => {
  const skipped = { ...workload, skipped: 'it keeps no pod', verdicts: [], images: [], notices: [], pods: [] }
  t.is(
    explanationText({ ...explanation, workloads: [skipped] }, { color: false }),
    `Deployment shop/storefront  a.yaml:1
0 changed, 0 held, 0 compliant [profile restricted]

  - skipped  it keeps no pod
`,
  )
})

test('control characters from the input are escaped', (t) => {
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
