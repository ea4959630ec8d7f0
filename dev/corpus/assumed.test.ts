import test from 'ava'
import type { Report } from '../../src/model.ts'
import { readContainers } from '../breakage/settings.ts'
import { countAssumed, findUntoldUnknowns, judgeAssumed } from './assumed.ts'

const change = (control: string, confidence: string, path = '/spec/x') => ({ control, confidence, path })
const reportOf = (fields: object): Report => ({ changes: [], held: [], ...fields }) as unknown as Report

test('changes are counted by control, without the requests that are there by default', (t) => {
  const changes = [
    change('no-service-links', 'proven'),
    change('run-as-non-root', 'assumed'),
    change('run-as-non-root', 'likely'),
    change('default-resources', 'assumed', '/spec/containers/0/resources/requests/cpu'),
    change('default-resources', 'assumed', '/spec/containers/0/resources/limits/memory'),
  ]
  t.deepEqual(countAssumed([reportOf({ changes }), reportOf({ changes: changes.slice(0, 1) })]), [
    { control: 'run-as-non-root', changes: 2, assumed: 1 },
    { control: 'default-resources', changes: 1, assumed: 1 },
    { control: 'no-service-links', changes: 2, assumed: 0 },
  ])
})

test('one assumed change in ten is within the limit, and one in nine is not', (t) => {
  const judge = (changes: number) => judgeAssumed([{ control: 'x', changes, assumed: 1 }])
  t.true(judge(10).isRight)
  t.false(judge(9).isRight)
  t.regex(judge(9).text, /^11\.1 % of the changes .* \(1 of 9\)/)
  t.true(judgeAssumed([]).isRight)
})

const CONTAINERS = readContainers(
  '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app, image: "shop/web:1"}]}}',
)

const untold = (fields: object): string[] => {
  const held = {
    control: 'run-as-non-root',
    cause: 'unknown',
    resource: { kind: 'Pod', name: 'web' },
    container: 'app',
    line: 7,
    reason: 'the user of the image is unknown',
    hint: 'set runAsUser',
    evidence: [{ source: 'manifest', text: 'image: shop/web:1' }],
    ...fields,
  }
  return findUntoldUnknowns(reportOf({ held: [held] }), CONTAINERS)
}

test('what is held as unknown names its image and what would settle it', (t) => {
  t.deepEqual(untold({}), [])
  t.deepEqual(untold({ container: undefined }), [])
  t.deepEqual(untold({ evidence: [] }), [
    'line 7: Pod web: run-as-non-root is held as unknown and does not name its image shop/web:1',
  ])
  t.deepEqual(untold({ hint: 'pass --assume' }), [
    'line 7: Pod web: run-as-non-root is held as unknown and does not name what would settle it',
  ])
  t.deepEqual(untold({ cause: 'evidence', evidence: [], hint: '' }), [])
})

test('a token that is held as unknown names its service account', (t) => {
  const control = 'no-service-account-token'
  const hint = 'add it with --evidence'
  t.deepEqual(untold({ control, hint, reason: 'the service account "x" is not in the input', evidence: [] }), [])
  t.is(untold({ control, hint }).length, 1)
})
