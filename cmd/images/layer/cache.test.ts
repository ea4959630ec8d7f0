import { mkdtempSync, readdirSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { processIo } from '../../io/process-io.ts'
import type { OpenedImage } from '../source.ts'
import { readCachedLayer, trimCache } from './cache.ts'

const DAY = 24 * 60 * 60

/** An image whose layers are empty archives. */
const IMAGE: OpenedImage = {
  digest: '',
  platform: 'linux/amd64',
  configDigest: '',
  config: {},
  layers: [],
  openLayer: async function* () {
    yield new Uint8Array(1024)
  },
}

const layer = (digest: string) => ({ digest, size: 1, mediaType: '' })

test('the cache is for its user alone, and loses what no run has used for 90 days', async (t) => {
  const cache = mkdtempSync(join(tmpdir(), 'casehard-cache-'))
  const io = { ...processIo(), env: { XDG_CACHE_HOME: cache } }
  const folder = join(cache, 'casehard/layers')
  const read = (digest: string) => readCachedLayer(io, IMAGE, layer(digest), new Set())
  await read('a')
  if (process.platform !== 'win32') t.is(statSync(folder).mode & 0o777, 0o700)
  const [first = ''] = readdirSync(folder)
  await read('b')
  const second = readdirSync(folder).find((name) => name !== first) ?? ''
  const age = (name: string, days: number): void => {
    const then = Date.now() / 1000 - days * DAY
    utimesSync(join(folder, name), then, then)
  }
  age(first, 89)
  age(second, 91)
  io.writeFile(join(folder, 'other.txt'), 'not ours', 'replace')
  age('other.txt', 91)
  trimCache(io)
  t.deepEqual(readdirSync(folder).sort(), [first, 'other.txt'].sort())
  await read('a')
  age(first, 91)
  await read('a')
  trimCache(io)
  t.true(readdirSync(folder).includes(first), 'a use keeps it')
})

test('without a cache there is nothing to remove', (t) => {
  t.notThrows(() => trimCache({ ...processIo(), env: { XDG_CACHE_HOME: join(tmpdir(), 'casehard-none') } }))
})
