import test from 'ava'
import { ADDITIONS } from './additions.ts'

/** `OWNER/REPO@COMMIT:PATH` with the whole commit, or the address of a page. */
const EXACT = /^(?:[\w.-]+\/[\w.-]+@[0-9a-f]{40}:\S+|https:\/\/[\w.-]+\/\S+)$/

test('every addition names what was opened: files with their commits, or addresses', (t) => {
  for (const { images, source } of ADDITIONS) {
    t.true(source.length > 0, images.join())
    t.deepEqual(
      source.filter((one) => !EXACT.test(one) || one.includes(', ')),
      [],
      images.join(),
    )
  }
})

test('a source without a commit, a path or a scheme is none', (t) => {
  const commit = '1d04c5e2762f15a2d53e19836208adfb038abc14'
  t.regex(`shop/app@${commit}:docs/memory.md`, EXACT)
  t.regex('https://docs.shop.example/memory', EXACT)
  for (const source of [
    'shop/app docs/memory.md',
    'shop/app#12',
    'docs.shop.example: memory',
    `shop/app@${commit}`,
    'shop/app@1d04c5e2:docs/memory.md',
    'http://docs.shop.example/memory',
  ])
    t.notRegex(source, EXACT)
})
