import test from 'ava'
import { CONTROLS } from '../index.ts'

/** Where the standards are published; a new host is a decision. */
const HOSTS = ['kep.k8s.io', 'kubernetes.io', 'media.defense.gov', 'www.cisecurity.org']

const references = CONTROLS.flatMap((control) => control.references)

test('every link of a control leads to a known host, and every known host has a link', (t) => {
  t.deepEqual([...new Set(references.map(({ url }) => new URL(url).hostname))].sort(), HOSTS)
})

test('no control names a reference twice', (t) => {
  for (const { id, references } of CONTROLS) {
    const keys = references.map(({ standard, version, section }) => `${standard} ${version} ${section}`)
    t.deepEqual(keys, [...new Set(keys)], id)
  }
})

test('what a control says of itself is whole sentences and a title without a period', (t) => {
  for (const { id, title, rationale, breaks } of CONTROLS) {
    t.regex(title, /^[A-Z].*[^.\s]$/, id)
    for (const text of [rationale, breaks]) t.regex(text, /^\S.*[.!]$/s, id)
  }
})
