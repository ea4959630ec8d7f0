import test from 'ava'
import { ConfigurationError } from './errors.ts'
import type { LegalNames } from './hardening.ts'
import { isDate, parseHardening } from './parse.ts'

const NAMES: LegalNames = {
  controls: [{ id: 'run-as-non-root' }, { id: 'read-only-root-filesystem' }, { id: 'default-resources' }],
  profiles: ['cautious', 'restricted'],
}

const HEAD = 'apiVersion: casehard.dev/v1\nkind: Hardening\n'

const parse = (text: string) => parseHardening('casehard.yaml', text, NAMES)

const messagesOf = (text: string): string[] => {
  try {
    parse(text)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n')
    throw error
  }
}

/** What is wrong in `spec`, whose first line is the file's line 4. */
const specMessages = (spec: string): string[] =>
  messagesOf(`${HEAD}spec:\n${spec.replace(/^/gm, '  ')}\n`).map((line) => line.slice('casehard.yaml:'.length))

test('a configuration that uses everything is read', (t) => {
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

test('without a name in its metadata a profile is called after its file', (t) => {
  t.is(parseHardening('../team/ours.yaml', `${HEAD}spec: {}\n`, NAMES).name, 'ours.yaml')
})

test('all that is wrong is said at once, in the order of the text', (t) => {
  t.deepEqual(specMessages('profile: cautios\ncontrol: {}\nquiet: 1'), [
    '4:12: "spec.profile" is "cautios"; did you mean "cautious"? (a file\'s name holds a / or a .)',
    '5:3: unknown key "control"; did you mean "controls"?',
    '6:10: "spec.quiet" is 1; it must be true or false',
  ])
})

const wrong: Record<string, [spec: string, message: string]> = {
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
    '4:31: "spec.controls.run-as-non-root" is "enforced"; did you mean "enforce"? legal values: default, cautious, enforce, report, off',
  ],
  'a stance that is no text': [
    'controls: {run-as-non-root: false}',
    '4:31: "spec.controls.run-as-non-root" is false; it must be a string or a mapping',
  ],
  'amounts of a control that has none': [
    'controls: {run-as-non-root: {limits: {}}}',
    '4:32: unknown key "limits"; legal keys: stance',
  ],
  'an amount that Kubernetes does not read': [
    'controls: {default-resources: {requests: {memory: 64MB}}}',
    '4:53: "spec.controls.default-resources.requests.memory" is "64MB"; it must be an amount as Kubernetes writes it, e.g. 100m, 0.5, 128Mi, 1Gi',
  ],
  'a negative amount': [
    'controls: {default-resources: {requests: {cpu: -1}}}',
    '4:50: "spec.controls.default-resources.requests.cpu" is -1; it must be an amount as Kubernetes writes it, e.g. 100m, 0.5, 128Mi, 1Gi',
  ],
  'an exemption without a reason': [
    'exemptions: [{controls: [run-as-non-root], match: {kind: Job}}]',
    '4:16: "spec.exemptions[0]" has no "reason"; why, for whoever reads the report',
  ],
  'an exemption that matches everything': [
    'exemptions: [{controls: [run-as-non-root], match: {}, reason: so}]',
    '4:53: "spec.exemptions[0].match" is empty; legal keys: kind, namespace, name, labels, container',
  ],
  'an exemption with a blank reason': [
    'exemptions: [{controls: [run-as-non-root], match: {kind: Job}, reason: " "}]',
    '4:74: "spec.exemptions[0].reason" is " "; say something',
  ],
  'a selector that is none': [
    'exemptions: [{controls: [run-as-non-root], match: {labels: app=web-*}, reason: so}]',
    '4:62: "spec.exemptions[0].match.labels" is "app=web-*"; it must be a label selector as kubectl takes it, e.g. app=web,tier in (front,back),!canary',
  ],
  'a label whose value can be none': [
    'exemptions: [{controls: [run-as-non-root], match: {labels: {app: web-*}}, reason: so}]',
    '4:68: "spec.exemptions[0].match.labels.app" is "web-*"; it must be the value of a label, without * and ?',
  ],
  'a label whose value is no text': [
    'exemptions: [{controls: [run-as-non-root], match: {labels: {app: true}}, reason: so}]',
    '4:68: "spec.exemptions[0].match.labels.app" is true; it must be a string',
  ],
  'a label whose key can be none': [
    'exemptions: [{controls: [run-as-non-root], match: {labels: {-app: web}}, reason: so}]',
    '4:63: "-app" is wrong; it must be the key of a label',
  ],
  'a selector of no label': [
    'exemptions: [{controls: [run-as-non-root], match: {labels: {}}, reason: so}]',
    '4:62: "spec.exemptions[0].match.labels" is empty; name at least one',
  ],
  'an exemption of no control': [
    'exemptions: [{controls: [], match: {kind: Job}, reason: so}]',
    '4:27: "spec.exemptions[0].controls" is empty; name at least one',
  ],
  'an exemption of an unknown control': [
    'exemptions: [{controls: [run-as-root], match: {kind: Job}, reason: so}]',
    '4:28: "spec.exemptions[0].controls[0]" is "run-as-root"; legal values: run-as-non-root, read-only-root-filesystem, default-resources',
  ],
  'a day that no calendar has': [
    'exemptions: [{controls: [run-as-non-root], match: {kind: Job}, reason: so, expires: 2027-02-29}]',
    '4:87: "spec.exemptions[0].expires" is "2027-02-29"; it must be a day of the calendar, as YYYY-MM-DD',
  ],
  'a pod that is no pointer': [
    'kinds: [{group: a.example, kind: B, pod: spec}]',
    '4:44: "spec.kinds[0].pod" is "spec"; it must be a JSON Pointer (RFC 6901)',
  ],
  'a user that is a name': [
    'images: [{image: a, user: nginx}]',
    '4:29: "spec.images[0].user" is "nginx"; it must be a whole number',
  ],
  'a user below zero': [
    'images: [{image: a, user: -1}]',
    '4:29: "spec.images[0].user" is -1; legal values: 1 to 2147483647',
  ],
  'root as the user of an image': [
    'images: [{image: a, user: 0}]',
    '4:29: "spec.images[0].user" is 0; legal values: 1 to 2147483647',
  ],
  'an image with a tag': [
    'images: [{image: "registry.example:5000/a:v1", user: 5}]',
    '4:20: "spec.images[0].image" is "registry.example:5000/a:v1"; it must be the name of an image without tag and digest; * stands for any letters, ? for one',
  ],
  'an image without a name': [
    'images: [{user: 5}]',
    '4:12: "spec.images[0]" has no "image"; the name of an image without tag and digest; * stands for any letters, ? for one',
  ],
  'a mistyped fact': [
    'images: [{image: a, writeable: [/cache]}]',
    '4:23: unknown key "writeable"; did you mean "writable"?',
  ],
  'a writable path that is relative': [
    'images: [{image: a, writable: [/cache, logs]}]',
    '4:42: "spec.images[0].writable[1]" is "logs"; it must be an absolute path below /',
  ],
  'the whole root filesystem as writable': [
    'images: [{image: a, writable: [/]}]',
    '4:34: "spec.images[0].writable[0]" is "/"; it must be an absolute path below /',
  ],
  'a capability with its prefix': [
    'images: [{image: a, capabilities: [CAP_NET_RAW]}]',
    '4:38: "spec.images[0].capabilities[0]" is "CAP_NET_RAW"; it must be the name of a capability in capitals, without CAP_',
  ],
  'a high port among the low ones': [
    'images: [{image: a, lowPorts: [80, 8080]}]',
    '4:38: "spec.images[0].lowPorts[1]" is 8080; legal values: 1 to 1023',
  ],
  'a version that is a number': [
    'images: [{image: a, tags: {from: 8}}]',
    '4:36: "spec.images[0].tags.from" is 8; it must be a string',
  ],
  'a need of root without a reason': [
    'images: [{image: a, root: true}]',
    '4:29: "spec.images[0].root" is true; it must be a string',
  ],
  'a list where a mapping is wanted': ['controls: []', '4:13: "spec.controls" is a list; it must be a mapping'],
  'a key without a value': ['exemptions:', '4:3: "spec.exemptions" is empty; it must be a list'],
  'an inherited key': ['constructor: 1', undefinedKey('constructor')],
}

function undefinedKey(key: string): string {
  return `4:3: unknown key "${key}"; legal keys: profile, stance, controls, exemptions, images, kinds, namespace, generate, exemptionAnnotations, report, failOn, quiet, today`
}

for (const [title, [spec, message]] of Object.entries(wrong)) {
  test(`${title} is named with its place and what is legal`, (t) => {
    t.deepEqual(specMessages(spec), [message])
  })
}

test('a file of another kind, an empty one and a broken one are named as such', (t) => {
  t.deepEqual(messagesOf('apiVersion: v1\nkind: Pod\nspec: {}\n'), [
    'casehard.yaml:1:13: "apiVersion" is "v1"; legal value: casehard.dev/v1',
    'casehard.yaml:2:7: "kind" is "Pod"; legal value: Hardening',
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
