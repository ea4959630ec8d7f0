import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'

const workload = (kind: string, name: string, more = '', namespace = 'shop'): string => `---
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  template:
    spec:
      containers:
        - name: app
          image: registry.example/shop/${name}:1.0
${more}`

const SHOP = [
  workload('Deployment', 'web'),
  workload('StatefulSet', 'store'),
  workload('DaemonSet', 'agent', '          securityContext: {privileged: true}\n'),
  workload('Deployment', 'web', '', 'test'),
].join('')

const explain = (argv: string[], config?: string, files: Record<string, string> = {}) =>
  run(['explain', ...argv], {
    stdin: SHOP,
    files: { ...files, ...(config === undefined ? {} : { '/project/casehard.yaml': config }) },
  })

const spec = (...lines: string[]): string =>
  ['apiVersion: casehard.dev/v1', 'kind: Hardening', 'spec:', ...lines, ''].join('\n')

const titles = (stdout: string): string[] => stdout.match(/^[A-Z]\w+ \S+(?= {2})/gm) ?? []

test('explain finds a workload by kind and name, as kubectl names kinds', async (t) => {
  for (const word of ['statefulset/store', 'StatefulSet/store', 'sts/store', 'statefulsets/shop/store']) {
    const { code, stdout, stderr } = await explain([word])
    t.deepEqual([code, stderr], [0, ''], word)
    t.deepEqual(titles(stdout), ['StatefulSet shop/store'], word)
  }
})

test('explain prints all workloads with a name unless the namespace is set', async (t) => {
  t.deepEqual(titles((await explain(['deploy/web'])).stdout), ['Deployment shop/web', 'Deployment test/web'])
  t.deepEqual(titles((await explain(['deploy/test/web'])).stdout), ['Deployment test/web'])
  t.deepEqual(titles((await explain(['deploy/web', '--namespace', 'shop'])).stdout), ['Deployment shop/web'])
  t.is((await explain(['deploy/web', '--namespace', 'prod'])).code, 2)
})

test('a workload without a namespace matches any, unless --namespace is set', async (t) => {
  const stdin = SOFT_POD
  t.is((await run(['explain', 'pod/shop/web'], { stdin })).code, 0)
  const config = spec('  namespace: prod')
  const files = { '/project/casehard.yaml': config }
  t.is((await run(['explain', 'pod/shop/web'], { stdin, files })).code, 2)
  t.is((await run(['explain', 'pod/prod/web'], { stdin, files })).code, 0)
})

test('explain names the workloads that there are, and the nearest', async (t) => {
  const result = await explain(['deploy/catalogue'])
  t.is(result.code, 2)
  t.is(result.stdout, '')
  t.is(
    result.stderr,
    'casehard: explain: deploy/catalogue is not in the input; the input contains Deployment/shop/web, StatefulSet/shop/store, ' +
      'DaemonSet/shop/agent, Deployment/test/web\n',
  )
  t.regex(
    (await explain(['statefulset/stoer'])).stderr,
    /did you mean "StatefulSet\/shop\/store"\? the input contains Deploy/,
  )
  t.regex((await explain(['deploy/test/wbe'])).stderr, /did you mean "Deployment\/test\/web"\?/)
  t.regex((await explain(['sts/stores'])).stderr, /did you mean "StatefulSet\/shop\/store"\?/)
  t.regex((await run(['explain', 'pod/web'], { stdin: '' })).stderr, /the input does not contain a workload/)
  const many = Array.from({ length: 25 }, (_, i) => workload('Deployment', `web-${i}`)).join('')
  t.regex((await run(['explain', 'pod/x'], { stdin: many })).stderr, /Deployment\/shop\/web-19 and 5 more\n$/)
})

test('explain reads several files as one set', async (t) => {
  const files = {
    '/project/a.yaml': SHOP,
    '/project/b.yaml': workload('Deployment', 'extra', '      serviceAccountName: extra\n'),
    '/project/c.yaml': `{apiVersion: v1, kind: ServiceAccount, metadata: {name: extra, namespace: shop}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: other}, rules: []}
`,
  }
  const { stdout } = await explain(
    ['deploy/extra', '-f', 'a.yaml', '-f', 'b.yaml', '--filename=c.yaml'],
    undefined,
    files,
  )
  t.regex(stdout, /^Deployment shop\/extra {2}b\.yaml:1\n/)
  t.regex(stdout, /no-service-account-token .* \[likely\]/)
  t.regex(
    (await explain(['deploy/extra', '-f', 'b.yaml'], undefined, files)).stdout,
    /^! no-service-account-token [^[]*\[unknown\]/m,
  )
  t.is((await run(['explain', 'deploy/web', '-f', '-'], { stdin: SHOP })).code, 0)
})

test('explain refuses invalid arguments', async (t) => {
  t.regex((await explain(['deploy/web', 'sts/store'])).stderr, /unexpected argument "sts\/store"/)
  t.regex((await explain(['a/b/c/d'])).stderr, /is not KIND\/NAME or KIND\/NAMESPACE\/NAME/)
  t.regex((await explain(['/web'])).stderr, /is not KIND\/NAME/)
  t.regex((await explain(['no-privileged', '-f', 'a.yaml'])).stderr, /--filename requires a workload/)
  t.regex((await explain(['deploy/web', '-f', 'absent.yaml'])).stderr, /absent\.yaml: the file cannot be read/)
  t.regex((await run(['explain', 'deploy/web'], { stdinIsTTY: true })).stderr, /name files with -f/)
  t.is((await run(['explain', 'pod/web'], { stdin: 'apiVersion: v1\nkind: Pod\nspec: {containers: 1}\n' })).code, 3)
})

test('the variables and the configuration hold for it as for the filter', async (t) => {
  t.regex((await explain(['ds/agent'])).stdout, /^! no-privileged {2}app: /m)
  t.regex((await explain(['ds/agent', '--profile', 'strict'])).stdout, /^\+ no-privileged {2}app: /m)
  t.regex((await explain(['ds/agent'], spec('  profile: strict'))).stdout, /^\+ no-privileged {2}app: /m)
})

test('the snippet holds assumed changes when it is added to the configuration', async (t) => {
  const { stdout } = await explain(['sts/store', '--assume'])
  const snippet = /^To hold assumed changes, add to casehard\.yaml\n((?: {2}.*\n)+)/m.exec(stdout)?.[1] ?? ''
  const config = `apiVersion: casehard.dev/v1\nkind: Hardening\n${snippet.replace(/^ {2}/gm, '')}`
  const after = await explain(['sts/store', '--assume'], config)
  t.is(after.code, 0, after.stderr)
  t.false(after.stdout.includes('[assumed]\n    evidence'))
  t.regex(after.stdout, /^! drop-capabilities .*\[exemption\]/m)
  t.regex(after.stdout, /^ {4}changed if {4}the exemption is removed or has expired \[assumed\]/m)
})

test('--format json prints the same as JSON, without control characters', async (t) => {
  const { stdout } = await explain(['ds/agent', '--format', 'json'])
  const { kind, profile, workloads } = JSON.parse(stdout)
  t.deepEqual([kind, profile, workloads.length], ['Explanation', 'restricted', 1])
  const [{ document, resource, verdicts, images, off }] = workloads
  t.deepEqual([document.file, document.line, resource.name], ['stdin', 21, 'agent'])
  t.deepEqual(off, [
    'image-digest',
    'apparmor-profile-in-field',
    'dns-policy-default',
    'user-namespace',
    'pod-security-policy',
  ])
  t.is(images[0].repository, 'registry.example/shop/agent')
  const held = verdicts.find(({ control }: { control: string }) => control === 'no-privileged')
  t.is(held.verdict, 'held')
  t.is(held.evidence[0].file, 'stdin')
  t.deepEqual(
    held.alternatives.map(({ verdict, if: condition }: { verdict: string; if: string }) => [verdict, condition]),
    [
      ['compliant', 'the manifest sets it otherwise at stdin:31'],
      ['changed', '--profile strict, or no-privileged: enforce in casehard.yaml'],
    ],
  )
})

test('colour is for a terminal that wants it, and adds nothing else', async (t) => {
  const of = async (stdoutIsTTY: boolean, env: Record<string, string> = {}) =>
    (await run(['explain', 'ds/agent'], { stdin: SHOP, stdoutIsTTY, env })).stdout
  const plain = await of(false)
  const colored = await of(true)
  t.false(plain.includes('\u001b'))
  t.true(colored.includes('\u001b'))
  t.is(colored.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), ''), plain)
  t.is(await of(true, { NO_COLOR: '1' }), plain)
})

test('explain prints the findings of generators if they are enabled', async (t) => {
  const namespace = '---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n'
  const labels = 'metadata: {labels: {app.kubernetes.io/name: store, app.kubernetes.io/instance: shop}}'
  const stdin = SHOP.replaceAll('template:\n', `template:\n    ${labels}\n`) + namespace
  const files = { '/project/casehard.yaml': spec('  generate: true', '  controls:', '    network-egress: report') }
  const { stdout } = await run(['explain', 'sts/store'], { stdin, files })
  t.regex(stdout, /^\+ network-policies {2}/m)
  t.regex(stdout, /^! network-egress {2}/m)
  t.regex(stdout, /operations +add a new document\s+\{"apiVersion":"networking\.k8s\.io\/v1"/)
  t.false((await run(['explain', 'sts/store'], { stdin })).stdout.includes('network-'))
  const one = JSON.parse((await run(['explain', 'ns/shop', '--format', 'json'], { stdin, files })).stdout)
  t.deepEqual(
    one.workloads[0].verdicts.map(({ control, verdict }: Record<string, string>) => [control, verdict]),
    [
      ['pod-security-labels', 'held'],
      ['limit-range', 'changed'],
      ['resource-quota', 'held'],
    ],
  )
  t.deepEqual(one.workloads[0].verdicts[1].exemption, {
    controls: ['limit-range'],
    match: { kind: 'Namespace', name: 'shop' },
  })
  t.is((await run(['explain', 'ns/shop'], { stdin })).code, 2)
})
