import { readFileSync } from 'node:fs'
import test from 'ava'
import { builtinImages } from '../../cmd/run/configuration.ts'
import { builtinProfiles } from '../../cmd/run/profiles.ts'
import { type Decision, writeSettings } from './decisions.ts'
import { type Builtin, type Outcome, run, type Task } from './run.ts'

const builtin: Builtin = { profiles: builtinProfiles(), images: builtinImages(), version: '1.0.0' }
const shop = readFileSync('examples/shop.yaml', 'utf8')

const hardened = (task: Partial<Task>, decisions: Decision[] = []): Extract<Outcome, { report: unknown }> => {
  const profile = task.profile ?? 'restricted'
  const settings = writeSettings(profile, decisions)
  const outcome = run({ text: shop, profile, settings, today: '2026-01-01', ...task }, builtin)
  if ('error' in outcome) throw new Error(outcome.error.message)
  return outcome
}

test('the differences are those between the texts', (t) => {
  for (const task of [{}, { generate: true }, { assume: true }, { profile: 'strict' }] as const) {
    const { text, differences = [] } = hardened(task)
    t.true(differences.length > 0)
    let [rebuilt, place] = ['', 0]
    for (const { fromA, toA, fromB, toB } of differences) {
      rebuilt += shop.slice(place, fromA) + text.slice(fromB, toB)
      place = toA
    }
    t.is(rebuilt + shop.slice(place), text)
  }
})

test('a pure insertion begins and ends with a line', (t) => {
  const { text, differences = [] } = hardened({})
  const inserted = differences.filter(({ fromA, toA }) => fromA === toA)
  t.true(inserted.length > 0)
  for (const { fromA, fromB, toB } of inserted) {
    t.is(shop[fromA - 1], '\n')
    t.is(text.slice(fromB, toB).at(-1), '\n')
  }
})

test('text with CRLF has the differences of the same text with LF, since the editor counts a line break as one', (t) => {
  for (const task of [{}, { generate: true }, { profile: 'strict' }] as const) {
    const { text, differences } = hardened({ ...task, text: shop.replaceAll('\n', '\r\n') })
    const plain = hardened(task)
    t.is(text, plain.text.replaceAll('\n', '\r\n'))
    t.deepEqual(differences, plain.differences)
  }
})

test('text with a carriage return within a line has no differences with positions', (t) => {
  const text = `${shop}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "x\ry"}\n`
  t.is(hardened({ text }).differences, undefined)
})

test('what a reader decides holds or makes the change', (t) => {
  const isHeld = (decisions: Decision[], control: string) =>
    hardened({}, decisions).report.held.some((held) => held.control === control && held.resource.name === 'web')
  const match = { kind: 'Deployment', namespace: 'shop', name: 'web' }
  t.false(isHeld([], 'no-service-links'))
  t.true(isHeld([{ type: 'exempt', control: 'no-service-links', match, reason: 'a' }], 'no-service-links'))
  t.true(isHeld([{ type: 'stance', control: 'no-service-links' }], 'no-service-links'))
  t.true(isHeld([], 'run-as-non-root'))
  t.false(isHeld([{ type: 'assume', control: 'run-as-non-root' }], 'run-as-non-root'))
  const image = hardened({}).images.find(({ repository }) => repository.endsWith('web'))?.repository ?? ''
  t.false(isHeld([{ type: 'image', image, user: 1000, writable: [] }], 'run-as-non-root'))
})

test('manifests that nobody can read have a place', (t) => {
  const settings = writeSettings('restricted', [])
  const outcome = run({ text: 'kind: Pod\nspec: {', profile: 'restricted', settings, today: '2026-01-01' }, builtin)
  t.true('error' in outcome && (outcome.error.line ?? 0) >= 1 && outcome.error.message !== '')
})
