import test from 'ava'
import { LABEL_SELECTOR, meetsLabels, readSelector } from './selectors.ts'

const isSelector = (text: string): boolean => new RegExp(LABEL_SELECTOR).test(text)

test('a selector is parsed as kubectl parses it', (t) => {
  t.deepEqual(readSelector('app=web, tier in (front,back),!canary,release,env!=dev,zone notin(a, b),x== ,y='), [
    { key: 'app', values: ['web'], isMet: true },
    { key: 'tier', values: ['front', 'back'], isMet: true },
    { key: 'canary', isMet: false },
    { key: 'release', isMet: true },
    { key: 'env', values: ['dev'], isMet: false },
    { key: 'zone', values: ['a', 'b'], isMet: false },
    { key: 'x', values: [''], isMet: true },
    { key: 'y', values: [''], isMet: true },
  ])
})

test('keys may have a domain, and words that look like operators may be keys', (t) => {
  t.deepEqual(readSelector('app.kubernetes.io/name=web,in in (in),notin'), [
    { key: 'app.kubernetes.io/name', values: ['web'], isMet: true },
    { key: 'in', values: ['in'], isMet: true },
    { key: 'notin', isMet: true },
  ])
})

test('a mapping requires each of its labels', (t) => {
  t.deepEqual(readSelector({ app: 'web', tier: '' }), [
    { key: 'app', values: ['web'], isMet: true },
    { key: 'tier', values: [''], isMet: true },
  ])
})

test('invalid selectors are rejected', (t) => {
  for (const right of ['app', ' !app ', 'a=b', 'a in (b)', 'a notin (b,c)', 'x.y/a!=b', 'a in (,b)'])
    t.true(isSelector(right), right)
  for (const wrong of ['', ',', 'a=b,', 'a=web-*', 'a in b', 'a in (b', 'a b', '=b', '!a=b', 'a=b c', 'A.B/a=b', '-a'])
    t.false(isSelector(wrong), wrong)
})

const meets = (selector: string, ...labels: Record<string, string>[]): boolean =>
  meetsLabels(readSelector(selector), labels)

test('a required label may be on the object or on its pod', (t) => {
  t.true(meets('app=web', { app: 'web' }, {}))
  t.true(meets('app=web', {}, { app: 'web' }))
  t.true(meets('app=web,tier in (front,back)', { app: 'web' }, { tier: 'back' }))
  t.true(meets('app', {}, { app: '' }))
  t.false(meets('app=web', { app: 'shop' }, {}))
  t.false(meets('app', {}, {}))
  t.false(meets('constructor', {}))
})

test('a negated label must be on neither', (t) => {
  t.true(meets('app!=web', {}, { app: 'shop' }))
  t.false(meets('app!=web', {}, { app: 'web' }))
  t.false(meets('app notin (web)', { app: 'web' }, { app: 'shop' }))
  t.true(meets('!canary', {}, {}))
  t.false(meets('!canary', {}, { canary: 'true' }))
})

test('a long invalid selector is rejected without backtracking', (t) => {
  for (const text of [
    'a,'.repeat(20_000),
    'a'.repeat(20_000),
    `a in (${'b,'.repeat(20_000)}`,
    `a${' '.repeat(20_000)}=`,
  ])
    t.false(isSelector(`${text}*`))
})
