import test, { type ExecutionContext } from 'ava'
import { MOST_ATTEMPTS, readRetryAfter } from './retry.ts'
import { clientWith, open, readAll, refusalOf, type StubRegistry, startRegistry } from './testing.ts'

/** Stores an image with one layer of 3 MB, and opens it. */
const openWithLayer = async (t: ExecutionContext, settings: Parameters<typeof clientWith>[0] = {}) => {
  const registry = await startRegistry(t)
  const layer = Buffer.alloc(3_000_000, 'layer')
  registry.putImage({ layers: [layer], tag: '1' })
  const image = await open(registry, 'team/app:1', clientWith(settings))
  const [part] = image.layers
  if (part === undefined) throw new Error('the image has no layer')
  return { registry, layer, read: () => readAll(image.openLayer(part)) }
}

/** Lets the first answers be another one. */
const failFirst = (registry: StubRegistry, times: number, status: number, headers = {}): void => {
  let count = 0
  registry.intercept = (_, response) => {
    if (count++ >= times) return false
    response.writeHead(status, headers).end()
    return true
  }
}

/** Cuts the connection in the middle of each layer, as often as told; `resumes` says whether the registry knows ranges. */
const cutLayer = (registry: StubRegistry, layer: Buffer, times: number, piece: number, resumes: boolean): void => {
  let count = 0
  registry.intercept = ({ url = '', headers }, response) => {
    if (!url.includes('/blobs/')) return false
    const start = resumes ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0
    const range = start === 0 ? {} : { 'content-range': `bytes ${start}-${layer.length - 1}/${layer.length}` }
    response.writeHead(start === 0 ? 200 : 206, { 'content-length': layer.length - start, ...range })
    if (count++ >= times) response.end(layer.subarray(start))
    else response.write(layer.subarray(start, start + piece), () => setTimeout(() => response.destroy(), 20))
    return true
  }
}

for (const status of [408, 429, 500, 502, 503, 504]) {
  test(`status ${status} is tried again, with growing waits`, async (t) => {
    const registry = await startRegistry(t)
    registry.putImage({ tag: '1' })
    failFirst(registry, 3, status)
    const waits: number[] = []
    await open(registry, 'team/app:1', clientWith({ waits }))
    t.deepEqual(waits, [500, 1000, 2000])
  })
}

test('the wait that a registry asks for is kept, in seconds or as a date', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ tag: '1' })
  failFirst(registry, 1, 429, { 'retry-after': '7' })
  const waits: number[] = []
  await open(registry, 'team/app:1', clientWith({ waits }))
  t.deepEqual(waits, [7000])
  t.is(readRetryAfter('Sun, 06 Nov 1994 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 30)), 7000)
  t.is(readRetryAfter('Sun, 06 Nov 1994 08:49:37 GMT', Date.UTC(2026, 1, 1)), 0)
  t.is(readRetryAfter('soon', 0), undefined)
  t.is(readRetryAfter(undefined, 0), undefined)
})

test('a wait of an hour is not waited for but said', async (t) => {
  const registry = await startRegistry(t)
  failFirst(registry, 1, 429, { 'retry-after': '3600' })
  const waits: number[] = []
  t.is(
    await refusalOf(t, open(registry, 'team/app:1', clientWith({ waits }))),
    'HOST/team/app:1: the registry says that there were too many requests, and asks to wait 3600 s; try again later, or log in, e.g. with "docker login HOST" for a higher limit',
  )
  t.deepEqual(waits, [])
})

test('a registry that fails again and again is asked 5 times', async (t) => {
  const registry = await startRegistry(t)
  failFirst(registry, 99, 503)
  t.is(
    await refusalOf(t, open(registry)),
    'HOST/team/app:1: the registry answers with status 503 for the image (5 attempts); try again later',
  )
  t.is(registry.asked.length, MOST_ATTEMPTS)
})

test('status 400 is not tried again', async (t) => {
  const registry = await startRegistry(t)
  failFirst(registry, 99, 400)
  t.regex(await refusalOf(t, open(registry)), /answers with status 400 for the image; try again later/)
  t.is(registry.asked.length, 1)
})

test('a connection that breaks before or within a manifest is tried again', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ tag: '1' })
  let count = 0
  registry.intercept = (_, response) => {
    count++
    if (count === 1) response.destroy()
    else if (count === 2) response.writeHead(200, { 'content-length': 500 }).write('{', () => response.destroy())
    return count < 3
  }
  await open(registry)
  t.is(count, 4)
})

test('a layer is resumed where the connection broke', async (t) => {
  const { registry, layer, read } = await openWithLayer(t)
  cutLayer(registry, layer, 2, 1_000_000, true)
  t.true((await read()).equals(layer))
  t.deepEqual(registry.ranges.slice(-3), [undefined, 'bytes=1000000-', 'bytes=2000000-'])
})

test('a layer starts again where the registry cannot resume, and no byte comes twice', async (t) => {
  const { registry, layer, read } = await openWithLayer(t)
  cutLayer(registry, layer, 2, 1_000_000, false)
  t.true((await read()).equals(layer))
})

test('a layer whose connection breaks without progress fails after 5 attempts, and says where', async (t) => {
  const waits: number[] = []
  const { registry, layer, read } = await openWithLayer(t, { waits })
  cutLayer(registry, layer, 99, 1000, true)
  t.regex(
    await refusalOf(t, read()),
    /the connection broke 5 times, at last after 5000 of 3000000 bytes of the layer sha256:\w+; check the network/,
  )
  t.deepEqual(waits, [500, 1000, 2000, 4000])
})

test('a layer that ends early without an error is resumed, too', async (t) => {
  const { registry, layer, read } = await openWithLayer(t)
  let first = true
  registry.intercept = ({ headers }, response) => {
    if (first) response.writeHead(200).end(layer.subarray(0, 1000))
    else response.writeHead(206, { 'content-range': `bytes 1000-${layer.length - 1}/*` }).end(layer.subarray(1000))
    t.is(headers.range, first ? undefined : 'bytes=1000-')
    first = false
    return true
  }
  t.true((await read()).equals(layer))
})

test('a registry that resumes elsewhere is refused', async (t) => {
  const { registry, layer, read } = await openWithLayer(t)
  registry.intercept = ({ headers }, response) => {
    const isFirst = headers.range === undefined
    response.writeHead(isFirst ? 200 : 206, isFirst ? {} : { 'content-range': 'bytes 0-9/10' })
    response.end(layer.subarray(0, 1000))
    return true
  }
  t.regex(await refusalOf(t, read()), /the registry does not resume the layer where the connection broke/)
})

test('a registry that stops answering is given up, before and within the content', async (t) => {
  const silent = await startRegistry(t)
  silent.intercept = () => true
  const client = clientWith({ idleTimeout: 50 })
  t.regex(
    await refusalOf(t, open(silent, 'team/app:1', client)),
    /HOST: there was no answer in time \(ETIMEDOUT\); check/,
  )
  const { registry, layer, read } = await openWithLayer(t, { idleTimeout: 100 })
  registry.intercept = (_, response) => {
    response.writeHead(200, { 'content-length': layer.length }).write(layer.subarray(0, 10))
    return true
  }
  t.regex(await refusalOf(t, read()), /the connection broke 5 times, at last after 10 of 3000000 bytes/)
})

test('a reader that stops early closes the connection', async (t) => {
  const registry = await startRegistry(t)
  const layer = Buffer.alloc(3_000_000)
  registry.putImage({ layers: [layer], tag: '1' })
  const image = await open(registry)
  const closed = new Promise<void>((resolve) => {
    registry.intercept = (_, response) => {
      response.on('close', resolve)
      response.writeHead(200, { 'content-length': layer.length }).write(layer.subarray(0, 10))
      return true
    }
  })
  for await (const bytes of image.openLayer(image.layers[0] as (typeof image.layers)[0])) {
    t.is(bytes.length, 10)
    break
  }
  await closed
})
