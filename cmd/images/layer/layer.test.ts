import test from 'ava'
import { pack } from 'tar-stream'
import { readLayer } from './layer.ts'

const layerWith = (...names: string[]): AsyncIterable<Uint8Array> => {
  const tar = pack()
  for (const name of names) tar.entry({ name }, '')
  tar.finalize()
  return tar as AsyncIterable<Uint8Array>
}

test('a layer with a deeper path than any real one is refused, and the message says what to do', async (t) => {
  const path = `${'a/'.repeat(249)}b`
  t.is((await readLayer(layerWith(path), new Set())).length, 1)
  await t.throwsAsync(readLayer(layerWith('c', `a/${path}`), new Set()), {
    message: 'the layer has a path of more than 250 names; use --config-only',
  })
})
