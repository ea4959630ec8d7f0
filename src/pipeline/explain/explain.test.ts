import test from 'ava'
import { optionsWith } from '../../../test/support/hardening.ts'
import { catalogOf } from '../../evidence/image/catalog.ts'
import { harden } from '../../harden.ts'
import type { ExplainedVerdict } from '../../model/explanation.ts'
import type { Options } from '../../model.ts'
import { explainWorkloads } from './explain.ts'

const deployment = (container: string, pod = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    spec:
${pod}      containers:
        - name: app
          image: registry.example/shop/web:1.0
${container}`

const explain = (text: string, options: Options = optionsWith()) =>
  explainWorkloads([{ name: 'a.yaml', text }], options, () => true).explanation.workloads

const find = (text: string, control: string, options?: Options): ExplainedVerdict => {
  const found = explain(text, options)[0]?.verdicts.find((verdict) => verdict.control === control)
  if (found === undefined) throw new Error(`no verdict of ${control}`)
  return found
}

const conditions = ({ alternatives }: ExplainedVerdict): string[] =>
  alternatives.map(({ verdict, confidence, if: condition }) => `${confidence ?? verdict}: ${condition}`)

const withConfiguration = (configuration: Partial<Options['configuration']>, today = '2026-01-01'): Options => {
  const options = optionsWith()
  return { ...options, today, configuration: { ...options.configuration, ...configuration } }
}

test('the verdicts are those that hardening counts, and compliant ones quote the manifest', (t) => {
  const text = deployment('          securityContext: {readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}\n')
  const { summary } = harden([{ name: 'a.yaml', text }], optionsWith()).report
  const verdicts = explain(text)[0]?.verdicts ?? []
  for (const verdict of ['changed', 'held', 'compliant'] as const)
    t.is(verdicts.filter((entry) => entry.verdict === verdict).length, summary[verdict], verdict)
  const quotes = verdicts
    .filter(({ verdict }) => verdict === 'compliant')
    .map(({ control, evidence }) => [control, evidence[0]?.text, evidence[0]?.line])
  t.deepEqual(quotes.find(([control]) => control === 'read-only-root-filesystem')?.slice(1), [
    'readOnlyRootFilesystem: true',
    10,
  ])
  t.deepEqual(quotes.find(([control]) => control === 'drop-capabilities')?.slice(1), ['capabilities.drop: ALL', 10])
  t.deepEqual(quotes.find(([control]) => control === 'no-host-ports')?.slice(1), ['no ports', 8])
})

test('an assumed change lists what would prove it and what would hold it', (t) => {
  const changed = find(deployment(''), 'run-as-non-root')
  t.is(changed.confidence, 'assumed')
  t.true(conditions(changed).includes('proven: the manifest sets a numeric runAsUser other than 0'))
  t.true(conditions(changed).includes('held: its command drops root, e.g. with gosu'))
  t.true(conditions(changed).includes('held: --profile cautious, or run-as-non-root: cautious in casehard.yaml'))
  t.deepEqual(changed.exemption, {
    controls: ['run-as-non-root'],
    match: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  })
})

test('a decision gives its line and what overrides it', (t) => {
  const held = find(deployment('          securityContext: {privileged: true}\n'), 'no-privileged')
  t.deepEqual(conditions(held), [
    'compliant: the manifest sets it otherwise at a.yaml:10',
    'assumed: --profile strict, or no-privileged: enforce in casehard.yaml',
  ])
})

test('files of the image where it writes name seed as a way to make the change', (t) => {
  const image = 'registry.example/shop/web'
  const writable = [{ path: '/opt/web/themes', seeded: true as const }]
  const images = catalogOf([{ image, status: 'verified', imageUser: 1000, writable }])
  const held = find(deployment(''), 'read-only-root-filesystem', { ...optionsWith(), images })
  t.is(held.verdict, 'held')
  const way = 'casehard.yaml sets under images: seed: true (an init container copies its files to where it writes)'
  t.true(conditions(held).includes(`likely: ${way}`))
  const other = find(deployment('          args: [--plugin, install]\n'), 'read-only-root-filesystem')
  t.false(conditions(other).some((condition) => condition.includes('seed: true')))
})

test('nothing overrides a rule of the API', (t) => {
  const held = find(deployment('          securityContext: {privileged: true}\n'), 'no-privilege-escalation')
  t.is(held.cause, 'api-rule')
  t.deepEqual(held.alternatives, [])
})

test('an exemption lists what happens without it, and an expired one that it can be renewed', (t) => {
  const exemptions = [{ controls: ['no-service-links'], match: { name: 'web' }, reason: 'old', expires: '2026-06-30' }]
  const held = find(deployment(''), 'no-service-links', withConfiguration({ exemptions }))
  t.is(held.reason, 'exempt: old; until 2026-06-30')
  t.deepEqual(conditions(held), ['likely: the exemption is removed or has expired'])
  const changed = find(deployment(''), 'no-service-links', withConfiguration({ exemptions }, '2026-07-01'))
  t.is(changed.verdict, 'changed')
  t.true(conditions(changed).includes('held: its expired exemption is renewed'))
})

test('a hold by stance names the stance that changes it', (t) => {
  const held = find(deployment(''), 'default-resources', optionsWith(undefined, 'cautious'))
  t.is(held.cause, 'stance')
  t.true(conditions(held).includes('assumed: default-resources: default in casehard.yaml'))
})

test('a second need does not count as a way to make a held change', (t) => {
  const held = find(deployment('          command: [sh, -c, apk add cups]\n'), 'read-only-root-filesystem')
  t.is(held.cause, 'evidence')
  t.deepEqual(conditions(held), ['assumed: --profile strict, or read-only-root-filesystem: enforce in casehard.yaml'])
})

test('the service account in the input makes a difference', (t) => {
  const alone = conditions(find(deployment('', '      serviceAccountName: web\n'), 'no-service-account-token'))
  t.true(alone.includes('likely: the input has its ServiceAccount, and binds roles to others only'))
  t.true(alone.includes('held: the input binds a role to its service account'))
})

test('a skipped kind and an object that controls assess count as workloads, other objects do not', (t) => {
  const text = `${deployment('')}---
apiVersion: v1
kind: ServiceAccount
metadata: {name: spare}
---
apiVersion: v1
kind: Service
metadata: {name: web}
`
  const { workloads } = explainWorkloads(
    [{ name: 'a.yaml', text }],
    optionsWith(),
    ({ kind }) => kind === 'ServiceAccount',
  )
  t.deepEqual(
    workloads.map(({ kind }) => kind),
    ['Deployment', 'ServiceAccount'],
  )
})

test('the facts about an image are listed, with whether they prove anything', (t) => {
  const images = [{ image: 'registry.example/shop/web', status: 'unverified' as const, user: 7 }]
  const [known] = explain(deployment(''), { ...optionsWith(), images: catalogOf(images) })[0]?.images ?? []
  t.deepEqual([known?.facts?.user, known?.proves, known?.line], [7, false, 9])
  const [unknown] = explain(deployment(''), { ...optionsWith(), images: catalogOf([]) })[0]?.images ?? []
  t.is(unknown?.facts, undefined)
})
