import test from 'ava'
import { hardenText, optionsWith } from '../../test/support/hardening.ts'
import type { Options } from '../model.ts'

const marking = (version: string): Options => {
  const options = optionsWith()
  return { ...options, version, configuration: { ...options.configuration, mark: true } }
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: app, image: example/app:1}]
`

test('an object that is changed is marked with the version and the profile, and a change of the report says so', (t) => {
  const { text, report } = hardenText(DEPLOYMENT, marking('1.2.3'))
  t.true(text.includes('metadata: {name: web, annotations: {casehard.dev/hardened-by: "1.2.3 restricted"}}\n'), text)
  const { control, path, operations, edits } = report.changes.at(-1) ?? {}
  t.deepEqual([control, path], ['hardened-by', '/metadata/annotations/casehard.dev~1hardened-by'])
  t.deepEqual(operations, [
    { op: 'add', path: '/metadata/annotations', value: { 'casehard.dev/hardened-by': '1.2.3 restricted' } },
  ])
  t.is(edits?.length, 1)
})

test('an object that is marked and hardened stays as it is, whatever the version that marked it', (t) => {
  const { text } = hardenText(DEPLOYMENT, marking('1.2.3'))
  for (const version of ['1.2.3', '2.0.0']) {
    const again = hardenText(text, marking(version))
    t.is(again.text, text)
    t.deepEqual(again.report.changes, [])
  }
})

test('a mark is updated together with another change', (t) => {
  const { text } = hardenText(DEPLOYMENT, marking('1.2.3'))
  const changed = text.replace('enableServiceLinks: false', 'enableServiceLinks: true')
  t.not(changed, text)
  t.is(hardenText(changed, marking('2.0.0')).text, text.replace('1.2.3', '2.0.0'))
  t.is(hardenText(changed, marking('1.2.3')).text, text)
})

test('annotations that are no mapping are left as they are', (t) => {
  const account = (annotations: string): string =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, annotations: ${annotations}}\n`
  const changesOf = (annotations: string): string[] =>
    hardenText(account(annotations), marking('1.2.3')).report.changes.map(({ control }) => control)
  t.deepEqual(changesOf('{}'), ['no-service-account-token', 'hardened-by'])
  for (const annotations of ['[]', 'words']) t.deepEqual(changesOf(annotations), ['no-service-account-token'])
})

test('nothing is marked unless the configuration says so', (t) => {
  t.false(hardenText(DEPLOYMENT, optionsWith()).text.includes('hardened-by'))
})
