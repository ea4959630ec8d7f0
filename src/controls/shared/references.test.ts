import test from 'ava'
import { CONTROLS } from '../index.ts'

/** Where the standards are published; a new host is a decision. */
const HOSTS = ['kep.k8s.io', 'kubernetes.io', 'media.defense.gov', 'www.cisecurity.org']

const references = CONTROLS.flatMap(({ id, references }) => references.map((reference) => ({ id, ...reference })))

test('every link of a control is an https address of a known host, as a browser would write it', (t) => {
  t.true(references.length >= CONTROLS.length)
  for (const { id, url } of references) {
    const { href, protocol, hostname, username, port } = new URL(url)
    t.deepEqual([href, protocol, username, port], [url, 'https:', '', ''], id)
    t.true(HOSTS.includes(hostname), `${id}: ${url}`)
    t.notRegex(url, /[\s<>"'`\\]/, id)
  }
})

test('every known host has a link', (t) => {
  const used = new Set(references.map(({ url }) => new URL(url).hostname))
  t.deepEqual([...used].sort(), HOSTS)
})

test('every reference names a standard, its version and a section, once for each control', (t) => {
  for (const { id, standard, version, section } of references)
    for (const text of [standard, version, section]) t.regex(text, /^\S(?:.*\S)?$/, id)
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
