import test from 'ava'
import fc from 'fast-check'
import { fileUri } from './result.ts'

test('names of files become URI references', (t) => {
  for (const [name, uri] of [
    ['a/b.yaml', 'a/b.yaml'],
    ['./a.yaml', 'a.yaml'],
    ['.//./a.yaml', 'a.yaml'],
    ['../a.yaml', '../a.yaml'],
    ['c:d.yaml', 'c%3Ad.yaml'],
    ['50% of #1?.yaml', '50%25%20of%20%231%3F.yaml'],
    ['ü.yaml', '%C3%BC.yaml'],
    ['a\ud800.yaml', 'a%EF%BF%BD.yaml'],
    ['/srv/a b.yaml', 'file:///srv/a%20b.yaml'],
    ['//srv/a.yaml', 'file:///srv/a.yaml'],
  ] as const)
    t.is(fileUri(name), uri)
})

test('the URI of a relative name resolves to the same file', (t) => {
  const part = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/^\.{1,2}$|\//.test(text))
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), (parts) => {
      const name = parts.join('/')
      const { pathname, origin } = new URL(fileUri(name), 'https://example.org/base/')
      t.is(decodeURIComponent(pathname), `/base/${name}`)
      t.is(origin, 'https://example.org')
    }),
  )
})
