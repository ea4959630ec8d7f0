import test from 'ava'
import { run } from '../testing.ts'

const WEB = 'apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}'

/** Returns the held changes of a run, and its exit code with --fail-on held. */
const heldBy = async (stdin: string) => {
  const argv = ['--fail-on', 'held', '--report', 'r.json', '--report', 'r.sarif', '--report', 'github=g']
  const { code, stderr, files } = await run(argv, { stdin })
  const { held } = JSON.parse(files['/project/r.json'] ?? '') as {
    held: { control: string; cause: string; expected?: true }[]
  }
  const [{ results }] = JSON.parse(files['/project/r.sarif'] ?? '').runs
  const levels = results
    .filter(({ properties }: { properties?: { verdict: string } }) => properties?.verdict === 'held')
    .map(({ level }: { level: string }) => level)
  return { code, stderr, held, levels, github: files['/project/g'] ?? '' }
}

const OPERATOR = `apiVersion: v1
kind: ServiceAccount
metadata: {name: operator, namespace: shop}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: webhook, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: operator, namespace: shop}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: operator, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator}
subjects: [{kind: ServiceAccount, name: operator, namespace: shop}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: operator, namespace: shop}
spec:
  selector: {matchLabels: {app: operator}}
  template:
    metadata: {labels: {app: operator}}
    spec:
      serviceAccountName: operator
      containers: [{name: manager, image: registry.example/shop/operator:1}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: webhook, namespace: shop}
spec:
  selector: {matchLabels: {app: webhook}}
  template:
    metadata: {labels: {app: webhook}}
    spec:
      serviceAccountName: webhook
      containers: [{name: server, image: registry.example/shop/webhook:1}]
`

test('what is held of a healthy operator is right as it is: no failure, no warning', async (t) => {
  const { code, held, levels, github, stderr } = await heldBy(OPERATOR)
  t.deepEqual(
    held.filter(({ cause }) => cause !== 'unknown').map(({ control, expected }) => [control, expected]),
    [
      ['no-service-account-token', true],
      ['no-service-account-token', true],
      ['no-service-account-token', true],
    ],
  )
  t.is(code, 0)
  t.deepEqual([...new Set(levels)], ['note'])
  t.notRegex(github, /::warning/)
  t.regex(stderr, / held \(3 expected, \d+ unknown\)/)
})

test('a decision of the manifest still fails and warns', async (t) => {
  const { code, levels, github } = await heldBy(
    OPERATOR.replace('      serviceAccountName: op', '      hostPID: true\n$&'),
  )
  t.is(code, 1)
  t.true(levels.includes('warning'))
  t.regex(github, /::warning [^\n]*no-host-namespaces/)
})

for (const { what, binding } of [
  { what: 'a group', binding: '{kind: Group, name: "system:serviceaccounts:shop"}' },
  { what: 'the default account', binding: '{kind: ServiceAccount, name: default, namespace: shop}' },
])
  test(`rights that ${what} has for any pod need somebody`, async (t) => {
    const input = OPERATOR.replace(/subjects: .*/, `subjects: [${binding}]`).replace(
      / +serviceAccountName: operator\n/,
      '',
    )
    const { code, held } = await heldBy(input)
    t.is(code, 1)
    t.true(held.some(({ expected }) => expected === undefined))
  })

const POD = (spec: string, container = '') => `apiVersion: ${WEB}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      ${spec}
      containers: [{name: app, image: registry.example/shop/app:1, ${container}}]
`

for (const [what, input, control] of [
  [
    'a default of a LimitRange',
    `${POD('')}---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: shop}\nspec: {limits: [{type: Container, default: {memory: 1Gi}, defaultRequest: {memory: 1Gi, cpu: 1}}]}\n`,
    'default-resources',
  ],
  [
    'amounts that a VerticalPodAutoscaler sets',
    `${POD('')}---\napiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: v, namespace: shop}\nspec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n`,
    'default-resources',
  ],
  ['Linux fields of a Windows pod', POD('nodeSelector: {kubernetes.io/os: windows}'), 'drop-capabilities'],
] as const)
  test(`${what}: right as it is`, async (t) => {
    const { held } = await heldBy(input)
    const own = held.filter((entry) => entry.control === control)
    t.true(own.length > 0)
    t.true(own.every(({ expected }) => expected))
  })

test('an autoscaler that cannot work needs somebody', async (t) => {
  const hpa =
    'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: shop}\nspec: {scaleTargetRef: {kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}\n'
  const { code } = await heldBy(`${POD('')}---\n${hpa}`)
  t.is(code, 1)
})
