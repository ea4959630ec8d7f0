import test from 'ava'
import { RULES } from '../../src/generate/index.ts'

/** Where the standards are published; a new host is a decision. */
const HOSTS = ['kep.k8s.io', 'kubernetes.io', 'media.defense.gov', 'www.cisecurity.org']

const references = RULES.flatMap((control) => control.references)

test('every link of a control or generator leads to a known host, and every known host has a link', (t) => {
  t.deepEqual([...new Set(references.map(({ url }) => new URL(url).hostname))].sort(), HOSTS)
})

test('none names a reference twice', (t) => {
  for (const { id, references } of RULES) {
    const keys = references.map(({ standard, version, section }) => `${standard} ${version} ${section}`)
    t.deepEqual(keys, [...new Set(keys)], id)
  }
})

test('what they say of themselves is whole sentences and a title without a period', (t) => {
  for (const { id, title, rationale, breaks } of RULES) {
    t.regex(title, /^[A-Z].*[^.\s]$/, id)
    for (const text of [rationale, breaks]) t.regex(text, /^\S.*[.!]$/s, id)
  }
})
