import test from 'ava'
import { harden } from '../../src/harden.ts'
import type { InputFile, JsonObject, Options, Report } from '../../src/model.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { splitStream } from '../../src/yaml/split.ts'
import { applyEdits, hardenText, optionsWith } from '../support/hardening.ts'

const base = optionsWith()
const stances = { 'network-policies': 'default', 'pod-security-labels': 'default' } as const
const options: Options = {
  ...base,
  configuration: { ...base.configuration, controls: { ...base.configuration.controls, ...stances } },
}

const web = (name = 'web', more = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector:
    matchLabels: {app: ${name.slice(-60)}, release: shop}
  template:
    metadata:
      labels: {app: ${name.slice(-60)}, release: shop}
    spec:
      containers:
        - {name: app, image: registry.example/web, ports: [{containerPort: 8080}]}
${more}`

const policies = (text: string): JsonObject[] =>
  splitStream(text)
    .map((slice) => parseSlice(slice.text)?.value as JsonObject)
    .filter((value) => value?.kind === 'NetworkPolicy')

const added = (report: Report) => report.changes.filter(({ control }) => control === 'network-policies')
const heldReasons = (report: Report): string[] =>
  report.held.filter(({ control }) => control === 'network-policies').map(({ reason }) => reason)

test('without being asked nothing is added', (t) => {
  t.deepEqual(added(hardenText(web(), base).report), [])
})

for (const [title, input] of [
  ['a line feed at the end', web()],
  ['no line break at the end', web().trimEnd()],
  ['CRLF', web().replaceAll('\n', '\r\n')],
  ['a marker at the end', `${web()}---\n`],
  ['a comment at the end', `${web()}# the end`],
] as const)
  test(`a document is added after ${title}, as the report says, and once`, (t) => {
    const { text, report } = hardenText(input, options)
    t.is(policies(text).length, 1)
    t.is(text.endsWith('\n'), input.endsWith('\n'))
    t.is(text.includes('\r\n'), input.includes('\r\n'))
    t.notRegex(text.replaceAll('\r\n', ''), input.includes('\r\n') ? /[\r\n]/ : /\r/)
    t.is(applyEdits(input, report), text)
    const [change] = added(report)
    t.like(change, { path: '', document: { new: true, index: splitStream(input).length } })
    t.deepEqual(change?.operations, [{ op: 'add', path: '', value: policies(text)[0] as JsonObject }])
    t.is(hardenText(text, options).text, text)
  })

test('a block scalar at the end of the stream does not gain a line break', (t) => {
  const input = `${web()}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a: |\n    last`
  const { text, report } = hardenText(input, options)
  t.true(text.endsWith('    last'))
  t.deepEqual(heldReasons(report), ['the last value of the file would change its final line break'])
  t.is(policies(hardenText(`${input}\n`, options).text).length, 1)
})

test('an object goes among the items of a List in JSON, and nowhere where JSON holds one object', (t) => {
  const value = parseSlice(web())?.value as JsonObject
  const list = hardenText(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [value] }, null, 2), options)
  const items = JSON.parse(list.text).items as JsonObject[]
  t.deepEqual(
    items.map(({ kind }) => kind),
    ['Deployment', 'NetworkPolicy'],
  )
  t.like(added(list.report)[0], { path: '/items/1', document: { index: 0 } })
  t.is(hardenText(list.text, options).text, list.text)
  const one = hardenText(JSON.stringify(value, null, 2), options)
  t.notThrows(() => JSON.parse(one.text))
  t.deepEqual(heldReasons(one.report), ['a JSON file contains one object and has no place for another'])
})

test('an object goes into the file of its workload, and none for a file that is only read', (t) => {
  const files: InputFile[] = [
    { name: 'a.yaml', text: web('a') },
    { name: 'b.yaml', text: web('b') },
    { name: 'c.yaml', text: web('c'), evidenceOnly: true },
  ]
  const { files: written, report } = harden(files, options)
  t.deepEqual(
    written.map(({ text }) => policies(text).length),
    [1, 1, 0],
  )
  t.deepEqual(
    added(report).map(({ document }) => document),
    [
      { file: 'a.yaml', index: 1, line: 13, new: true },
      { file: 'b.yaml', index: 1, line: 13, new: true },
    ],
  )
})

test('names stay within 253 characters, and those that are cut stay apart', (t) => {
  const long = 'n'.repeat(252)
  const { text } = hardenText(`${web(`${long}a`)}---\n${web(`${long}b`)}`, options)
  const names = policies(text).map(({ metadata }) => String((metadata as JsonObject).name))
  t.is(new Set(names).size, 2)
  for (const name of names) t.regex(name, /^(?=.{1,253}$)casehard-deployment-n+-[a-z0-9]+$/)
})

test('a namespace whose pods are not in the input, or are below baseline, is not labelled', (t) => {
  const namespace = '---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n'
  const reasons = (more: string): string[] =>
    hardenText(`${more}${namespace}`, options)
      .report.held.filter(({ control }) => control === 'pod-security-labels')
      .map(({ reason }) => reason)
  t.deepEqual(reasons(''), ['no pod of the input is in the namespace, so its level is unknown'])
  t.deepEqual(reasons(web('web', '      hostPID: true\n')), ['pods of the namespace do not pass baseline'])
  const kafka = '---\napiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: k}\nspec: {}\n'
  t.deepEqual(reasons(`${web()}${kafka}`), ['an operator creates pods in the namespace that are not in the input'])
  const elsewhere = {
    ...options,
    configuration: { ...options.configuration, settings: { ...options.configuration.settings, namespace: 'other' } },
  }
  t.is(
    hardenText(`${web()}${namespace}`, elsewhere).report.held.filter(({ reason }) => /no pod/.test(reason)).length,
    1,
  )
})
