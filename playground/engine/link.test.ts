import { deflateRawSync } from 'node:zlib'
import test from 'ava'
import { LONGEST_LINK, readLink, type Shared, writeLink } from './link.ts'

const SHARED: Shared = {
  text: '\uFEFFkind: Pod\r\nname: "grün 🚢"\n',
  profile: 'strict',
  platform: 'openshift',
  assume: true,
  decisions: [{ type: 'stance', control: 'no-service-links' }],
}

const linkOf = (content: string | Buffer): string => `#v1.${deflateRawSync(content).toString('base64url')}`

test('a link holds the manifests, the options and the decisions', async (t) => {
  const link = await writeLink(SHARED)
  t.regex(link ?? '', /^#v1\.[\w-]+$/)
  t.deepEqual(await readLink(link ?? ''), SHARED)
})

test('a page without a fragment has no link', async (t) => {
  t.is(await readLink(''), undefined)
  t.is(await readLink('#'), undefined)
})

test('manifests that are too large for a link have none', async (t) => {
  const text = Array.from({ length: 20_000 }, (_, i) => ((i * 2654435761) >>> 0).toString(36)).join('')
  t.is(await writeLink({ ...SHARED, text }), undefined)
  t.is(await writeLink({ ...SHARED, text: 'a'.repeat(1 << 20) }), undefined)
})

const other = (change: object): string => linkOf(JSON.stringify({ ...SHARED, ...change }))

const REFUSED: [what: string, link: string, why: RegExp][] = [
  ['another fragment', '#manifests', /not made by/],
  ['a long fragment', `#v1.${'A'.repeat(LONGEST_LINK)}`, /longer than/],
  ['text that is not base64', '#v1.*', /damaged/],
  ['bytes that are not compressed', '#v1.AAAA', /damaged/],
  ['a fragment that is cut off', linkOf(JSON.stringify(SHARED)).slice(0, -8), /damaged/],
  ['a content that unfolds to gigabytes', linkOf(Buffer.alloc(16 << 20)), /more than 1 MiB/],
  ['bytes that are not UTF-8', linkOf(Buffer.from([0xff, 0xfe])), /damaged/],
  ['text that is not JSON', linkOf('{'), /damaged/],
  ['null', linkOf('null'), /something other/],
  ['no text', other({ text: 1 }), /something other/],
  ['a name of Object.prototype', linkOf(`{"__proto__":{},${JSON.stringify(SHARED).slice(1)}`), /something other/],
  ['an unknown platform', other({ platform: 'windows' }), /something other/],
  ['an unknown key', other({ html: '<b>' }), /something other/],
  ['a profile that is a file', other({ profile: '../a.yaml' }), /something other/],
  ['an unknown decision', other({ decisions: [{ type: 'eval' }] }), /something other/],
  ['a control that is markup', other({ decisions: [{ type: 'stance', control: '<b>' }] }), /something other/],
  ['an image as root', other({ decisions: [{ type: 'image', image: 'a', user: 0, writable: [] }] }), /something other/],
  [
    'two decisions about one thing',
    other({ decisions: [...SHARED.decisions, ...SHARED.decisions] }),
    /something other/,
  ],
  ['a thousand decisions', other({ decisions: Array(1000).fill(null) }), /something other/],
]

for (const [what, link, why] of REFUSED)
  test(`a link is refused: ${what}`, async (t) => {
    const read = await readLink(link)
    t.true(read !== undefined && 'refused' in read)
    t.regex((read as { refused: string }).refused, why)
  })
