import test from 'ava'
import { isDate, parseHardening } from './parse.ts'
import { HEAD, messagesOf, NAMES, parse, specMessages, type Wrong } from './parse-testing.ts'

test('a configuration with all fields is read', (t) => {
  const text = `${HEAD}metadata: {name: billing, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  profile: restricted
  stance: cautious
  namespace: billing
  exemptionAnnotations: true
  report: [report.json, text=report.txt]
  failOn: held
  quiet: false
  today: 2026-02-28
  controls:
    run-as-non-root: enforce
    default-resources: {stance: default, requests: {cpu: 1, memory: 64Mi}, limits: {memory: 0.5Gi}}
  exemptions:
    - controls: [read-only-root-filesystem]
      match: {kind: StatefulSet, namespace: billing, name: "ledger-?", container: db*}
      reason: writes next to its binary
      owner: team-ledger
      expires: 2028-02-29
    - {controls: [run-as-non-root], match: {labels: "app=ledger,tier in (db)"}, reason: its image is old}
    - {controls: [run-as-non-root], match: {labels: {app.kubernetes.io/name: ledger, tier: ""}}, reason: as above}
  images:
    - {image: registry.example/ledger, user: 10001, group: 10001, fsGroup: 10001, readOnlyRoot: true, writable: [/var/ledger]}
    - {image: "localhost:5000/*", tags: {with: alpine, without: rc, from: "1.2", below: "2"}, root: loads modules}
    - {image: edge, lowPorts: [80], capabilities: [NET_BIND_SERVICE]}
  kinds:
    - {group: example.org, kind: Worker, pod: /spec/pod/spec, metadata: /spec/pod/metadata, writable: [/containers/*/securityContext/**]}
`
  const hardening = parse(text)
  t.is(hardening.name, 'billing')
  t.is(hardening.file, 'casehard.yaml')
  t.deepEqual(hardening.profileAt, { line: 5, column: 12 })
  t.is(hardening.spec.exemptions?.[0]?.expires, '2028-02-29')
  t.deepEqual(
    hardening.exemptionsAt?.map(({ line }) => line),
    [17, 22, 23],
  )
})

test('a profile without metadata.name is named after its file', (t) => {
  t.is(parseHardening('../team/ours.yaml', `${HEAD}spec: {}\n`, NAMES).name, 'ours.yaml')
})

test('all faults are reported at once, in the order of the text', (t) => {
  t.deepEqual(specMessages('profile: cautios\ncontrol: {}\nquiet: 1'), [
    '4:12: "spec.profile" has an illegal value; did you mean "cautious"? (the name of a file contains a / or a .)',
    '5:3: unknown key "control"; did you mean "controls"?',
    '6:10: "spec.quiet" is a number; it must be true or false',
  ])
})

const wrong: Wrong = {
  'a mistyped control': [
    'controls: {run-as-nonroot: default}',
    '4:14: unknown control "run-as-nonroot"; did you mean "run-as-non-root"?',
  ],
  'a control that nothing is like': [
    'controls: {firewall: default}',
    '4:14: unknown control "firewall"; legal controls: run-as-non-root, read-only-root-filesystem, default-resources',
  ],
  'a wrong stance': [
    'controls: {run-as-non-root: enforced}',
    '4:31: "spec.controls.run-as-non-root" has an illegal value; did you mean "enforce"? legal values: default, cautious, enforce, report, off',
  ],
  'a stance that is no text': [
    'controls: {run-as-non-root: false}',
    '4:31: "spec.controls.run-as-non-root" is true or false; it must be a string or a mapping',
  ],
  'amounts of a control that has none': [
    'controls: {run-as-non-root: {limits: {}}}',
    '4:32: unknown key "limits"; legal keys: stance',
  ],
  'an amount that Kubernetes does not read': [
    'controls: {default-resources: {requests: {memory: 64MB}}}',
    '4:53: "spec.controls.default-resources.requests.memory" has an illegal value; it must be a Kubernetes quantity, e.g. 100m, 0.5, 128Mi, 1Gi',
  ],
  'a negative amount': [
    'controls: {default-resources: {requests: {cpu: -1}}}',
    '4:50: "spec.controls.default-resources.requests.cpu" has an illegal value; it must be a Kubernetes quantity, e.g. 100m, 0.5, 128Mi, 1Gi',
  ],
  'a pod that is no pointer': [
    'kinds: [{group: a.example, kind: B, pod: spec}]',
    '4:44: "spec.kinds[0].pod" has an illegal value; it must be a JSON Pointer (RFC 6901)',
  ],
  'a list where a mapping is wanted': ['controls: []', '4:13: "spec.controls" is a list; it must be a mapping'],
  'a key without a value': ['exemptions:', '4:3: "spec.exemptions" is empty; it must be a list'],
  'an inherited key': [
    'constructor: 1',
    '4:3: unknown key "constructor"; legal keys: profile, stance, controls, exemptions, images, kinds, namespace, platform, generate, mark, exemptionAnnotations, assume, report, failOn, exclude, quiet, today',
  ],
}

for (const [title, [spec, message]] of Object.entries(wrong)) {
  test(`${title} is an error with its position and what is legal`, (t) => {
    t.deepEqual(specMessages(spec), [message])
  })
}

test('a file of another kind, an empty file and a broken file are errors', (t) => {
  t.deepEqual(messagesOf('apiVersion: v1\nkind: Pod\nspec: {}\n'), [
    'casehard.yaml:1:13: "apiVersion" has an illegal value; legal value: casehard.dev/v1',
    'casehard.yaml:2:7: "kind" has an illegal value; legal value: Hardening',
  ])
  t.deepEqual(messagesOf(''), ['casehard.yaml:1:1: the file is empty; it must be a mapping'])
  t.deepEqual(messagesOf('spec: {}\n'), [
    'casehard.yaml:1:1: the file has no "apiVersion"; it is always casehard.dev/v1',
    'casehard.yaml:1:1: the file has no "kind"; it is always Hardening',
  ])
  t.regex(messagesOf('a: [\n')[0] ?? '', /^casehard\.yaml:\d+:\d+: [a-z]/)
})

test('dates are days of the calendar', (t) => {
  t.true(['2024-02-29', '2000-02-29', '2026-12-31'].every(isDate))
  t.false(['2100-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', 'tomorrow'].some(isDate))
})
