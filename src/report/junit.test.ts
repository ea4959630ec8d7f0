import test from 'ava'
import fc from 'fast-check'
import { reportJunit } from './junit.ts'
import { change, failed, held, sample } from './sample-testing.ts'

const count = (xml: string, what: RegExp): number => xml.match(what)?.length ?? 0

test('changes fail, held changes are skipped, and the totals match', (t) => {
  const xml = reportJunit(sample())
  t.regex(xml, /<testsuites name="casehard" tests="7" failures="3" errors="0" time="0">/)
  t.is(count(xml, /<testcase /g), 7)
  t.is(count(xml, /<failure /g), 3)
  t.is(count(xml, /<skipped /g), 2)
  t.regex(xml, /<testcase name="run-as-non-root: nginx" classname="Deployment shop\/storefront" time="0">\s+<skipped /)
  t.regex(xml, /<testcase name="all controls" classname="Job migrate-\*" time="0"\/>/)
})

test('a control and target are one case, which fails if there is a change', (t) => {
  const changes = [
    change('default-resources', 'nginx', { reason: 'no cpu request' }),
    change('default-resources', 'nginx', { reason: 'no memory request' }),
  ]
  const xml = reportJunit(
    sample({ changes, held: [held({ control: 'default-resources', reason: 'kept' })], skipped: [] }),
  )
  t.is(count(xml, /<testcase name="default-resources: nginx"/g), 1)
  t.regex(xml, /<failure message="no cpu request; no memory request" type="changed">/)
  t.regex(xml, /stdin:31: held \(evidence\): kept/)
})

test('a failed run is an error', (t) => {
  const xml = reportJunit(failed)
  t.regex(xml, /tests="1" failures="0" errors="1"/)
  t.regex(xml, /<error message="stdin:3:1: a tab indents this line; use blanks" type="yaml">/)
})

test('no text is markup, and XML 1.0 allows all of it', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\ufffe', '\u0000', '\u001b', ']]>', '<x a="', '\ud800'),
      (a, b) => {
        const text = `${a}${b}`
        const xml = reportJunit(sample({ held: [held({ reason: text, container: text, hint: text })], notices: [] }))
        t.notRegex(xml, /[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)
        t.is(count(xml, /<testcase /g), 7)
        t.is(count(xml, /</g), count(xml, />/g))
      },
    ),
  )
})
