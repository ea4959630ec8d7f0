import { createHash } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { printable } from '../../lib/printable.ts'
import type { Report } from '../../model.ts'
import { change, failed, held, sample } from '../sample-testing.ts'
import { reportHtml } from './html.ts'
import { CAUSES, CONFIDENCES } from './markup.ts'

const page = (report: Report): string =>
  reportHtml(report, (text) => createHash('sha256').update(text).digest('base64'))

/** The page without its style and script, which are ours alone. */
const partsOf = (text: string): { rest: string; style: string; script: string } => {
  const own: Record<string, string> = {}
  const rest = text.replace(/<(style|script)>([\s\S]*?)<\/\1>/g, (_, name: string, code: string) => {
    own[name] = code
    return ''
  })
  return { rest, style: own.style ?? '', script: own.script ?? '' }
}

const TAG = /<(\/?[a-z0-9]+|!DOCTYPE html)((?: [a-zA-Z-]+(?:="[^"<>]*")?)*)\/?>/g

/** All tags with the names of their attributes, and what stands between them. */
const readPage = (text: string): { tags: string[]; text: string; links: string[]; ids: string[] } => {
  const { rest } = partsOf(text)
  const tags = [...rest.matchAll(TAG)].map(
    ([, name, attributes = '']) => `${name} ${attributes.replace(/="[^"]*"/g, '')}`,
  )
  const values = (name: string): string[] =>
    [...rest.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value = '']) => value)
  return { tags, text: rest.replace(TAG, ''), links: values('href'), ids: values('id') }
}

const decode = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'")

/** The report with all its texts replaced, but for the words that decide what a page is made of. */
const replaceTexts = (value: unknown, to: string, key = ''): unknown => {
  if (typeof value === 'string') return ['url', 'op'].includes(key) ? value : to
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, to, key))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaceTexts(item, to, name)]))
}

const full = sample({
  configuration: 'casehard.yaml',
  held: [held(), held({ cause: 'exemption', reason: 'exempt: needs it', operations: [{ op: 'remove', path: '/a' }] })],
  changes: [
    change('no-privileged', 'nginx', { immutable: true, document: { file: 'a.yaml', index: 3, line: 20 } }),
    change('a-control-of-tomorrow', 'nginx', {
      operations: [{ op: 'add', path: '', value: { kind: 'NetworkPolicy' } }],
    }),
  ],
})

const EVIL = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onclick='x",
  '&lt;b&gt;',
  '<b>',
  '<!--',
]
const anyText = fc.oneof(
  fc.constantFrom(...EVIL),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'<>&"\'=/ -!') }),
)

test('no text of a report escapes from its element', (t) => {
  fc.assert(
    fc.property(anyText, fc.constantFrom(full, failed), (text, report) => {
      const evil = `q${text.replace(/[\r\n]/g, '')}`
      const plain = 'q'.repeat(JSON.stringify(evil).length - 2)
      const found = readPage(page(replaceTexts(report, evil) as Report))
      t.deepEqual(found.tags, readPage(page(replaceTexts(report, plain) as Report)).tags)
      t.false(/[<>]/.test(found.text), evil)
      t.true(decode(found.text).includes(printable(evil)), evil)
      t.true(found.links.every((link) => /^(#[a-z0-9-]+|https:\/\/example\.org\/4)$/.test(link)))
      t.true(found.ids.every((id) => /^[a-z0-9-]+$/.test(id)))
    }),
  )
})

test('a page contains no characters that change the text direction or are invisible', (t) => {
  const evil = sample({ held: [held({ reason: 'a\u202eb\u0000c\u200bd\ud800', container: '\u2066x\u001b[2J' })] })
  const text = page(evil)
  t.false(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(text))
  t.true(text.includes('a\\u{202e}b\\u{0}c\\u{200b}d\\u{d800}'))
})

test('the policy contains the hashes of the only style and script, and allows nothing else', (t) => {
  const text = page(sample())
  const { style, script } = partsOf(text)
  const hash = (code: string): string => createHash('sha256').update(code).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash(style)}'; script-src 'sha256-${hash(script)}'; base-uri 'none'; form-action 'none'`
  t.true(text.includes(`<meta http-equiv="Content-Security-Policy" content="${policy}">`))
  t.is(text.match(/<script/g)?.length, 1)
  t.is(text.match(/<style/g)?.length, 1)
  t.false(/ (src|style|on[a-z]+)=/.test(partsOf(text).rest))
  t.false(/url\(|@import/.test(style))
  t.notThrows(() => new Function(script))
})

test('the bar of each confidence and cause has a colour', (t) => {
  const { style } = partsOf(page(sample()))
  const filled = [...style.matchAll(/([^{}]+)\{fill:var/g)].flatMap(([, names = '']) => names.trim().split(','))
  for (const name of [...Object.keys(CONFIDENCES), ...Object.keys(CAUSES)]) t.true(filled.includes(`.${name}`), name)
})

test('every id is unique, and every link within the page has a target', (t) => {
  const { ids, links } = readPage(page(full))
  t.deepEqual(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
  )
  const inner = links.filter((link) => link.startsWith('#')).map((link) => link.slice(1))
  t.true(inner.includes('control-no-privileged') && inner.includes('w1'))
  t.deepEqual(
    inner.filter((id) => !ids.includes(id)),
    [],
  )
})

test('a reference without an http address is text, not a link', (t) => {
  const references = [{ standard: 'S', version: '1', section: '2', url: 'javascript:alert(1)' }]
  const text = page(sample({ changes: [change('no-privileged', 'nginx', { references })] }))
  t.false(text.includes('href="javascript'))
  t.true(text.includes('S 1, 2 (javascript:alert(1))'))
})
