import test from 'ava'
import { writeLink } from '../../playground/engine/link.ts'
import { findInstalled, testWithInstalled } from '../support/slots.ts'
import { type Browser, longestTask, until } from './browser.ts'
import {
  choose,
  deployment,
  drop,
  dropIt,
  hand,
  press,
  saved,
  settled,
  startForPlayground,
  textOf,
  unfold,
  withPlayground,
} from './playground.ts'

const chromium = findInstalled('chromium')
const testInBrowser = testWithInstalled('chromium')

let browser: Browser
test.before(async () => {
  if (chromium !== undefined) browser = await startForPlayground(chromium)
})
test.after.always(() => browser?.close())

const HOSTILE = [
  '</script><script>pwned = 1</script>',
  '<img src=x onerror="pwned = 1">',
  '\u202Egnp.exe\u2066',
  '{{constructor}}',
  '__proto__',
  'x'.repeat(100_000),
]

testInBrowser('hostile names are shown as text', async (t) => {
  await withPlayground(browser, { width: 400 }, async ({ page, faults }) => {
    for (const name of HOSTILE) {
      await drop(page, deployment(name, name))
      await unfold(page)
      await until(page, `document.querySelector('.entries button') !== null`)
      await press(page, 'Hold here')
      t.is(await page.evaluate('document.body.dataset.state'), 'done', name)
    }
    t.is(await page.evaluate('typeof pwned'), 'undefined')
    t.is(await page.evaluate(`document.querySelectorAll('img[src], main script').length`), 0)
    t.false(await page.evaluate(`/[\\u202e\\u2066]/.test(document.getElementById('verdicts').innerText)`))
    t.true(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'))
    t.deepEqual(faults, [])
  })
})

testInBrowser('a link holds the manifests, the options and the decisions', async (t) => {
  let address = ''
  let [output, settings] = ['', '']
  const text = deployment('web')
  await withPlayground(browser, {}, async ({ page }) => {
    await drop(page, text)
    await choose(page, 'profile', 'strict')
    await unfold(page)
    await press(page, 'Hold here')
    ;[output, settings] = [await saved(page), await textOf(page, 'settings')]
    await page.click('#share')
    await until(page, `location.hash !== ''`)
    address = await page.evaluate('location.hash')
  })
  await withPlayground(browser, { fragment: address }, async ({ page, faults }) => {
    t.is(await page.evaluate(`document.getElementById('profile').value`), 'strict')
    t.is(await textOf(page, 'settings'), settings)
    t.regex(settings, /exemptions:/)
    t.is(await saved(page), output)
    t.deepEqual(faults, [])
  })
})

testInBrowser('a hostile link is refused with a message, and the page works', async (t) => {
  const shared = { text: deployment('web'), profile: 'restricted', decisions: [] }
  const good = (await writeLink(shared)) ?? ''
  for (const fragment of ['#<script>', '#v1.AAAA', `#v1.${'A'.repeat(100_000)}`, good.slice(0, -9)])
    await withPlayground(browser, { fragment }, async ({ page, faults }) => {
      t.regex(await textOf(page, 'link-problem'), /^The link is refused: /)
      t.false(await page.evaluate(`document.getElementById('link-problem').hidden`))
      t.is(await page.evaluate('document.body.dataset.state'), 'done')
      await page.evaluate(`location.hash = ${JSON.stringify(good)}`)
      await until(page, `document.getElementById('link-problem').hidden`)
      await settled(page)
      t.regex(await saved(page), /"web"/)
      t.deepEqual(faults, [])
    })
})

testInBrowser(
  'the policy of the page blocks connections, images, frames and scripts, in its workers too',
  async (t) => {
    await withPlayground(browser, {}, async ({ page }) => {
      const blocked = await page.evaluate<string[]>(`new Promise((done) => {
      const found = []
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => found.push(effectiveDirective))
      fetch('http://127.0.0.1:9/').catch(() => found.push('no fetch'))
      new Image().src = 'http://127.0.0.1:9/'
      const frame = document.createElement('iframe')
      frame.src = 'http://127.0.0.1:9/'
      const script = document.createElement('script')
      script.textContent = 'pwned = 1'
      document.body.append(frame, script)
      const program = "fetch('http://127.0.0.1:9/').then(() => postMessage('fetched'), () => postMessage('no fetch in a worker'));" +
        "addEventListener('securitypolicyviolation', (event) => postMessage('worker ' + event.effectiveDirective))"
      const worker = new Worker(URL.createObjectURL(new Blob([program])))
      worker.onmessage = ({ data }) => found.push(data)
      setTimeout(() => done(found), 1000)
    })`)
      const expected = ['connect-src', 'img-src', 'frame-src', 'script-src-elem', 'no fetch', 'worker connect-src']
      for (const one of expected) t.true(blocked.includes(one), `${one}: ${blocked.join(', ')}`)
      t.is(await page.evaluate('typeof pwned'), 'undefined')
    })
  },
)

/** Charts as they are: most bytes are in objects without pods. */
const charts = (bytes: number): string => {
  const parts: string[] = []
  for (let size = 0; size < bytes; ) {
    const name = `web-${parts.length}`
    const data = Array.from({ length: 120 }, (_, i) => `  key-${i}: some value of ${name}\n`).join('')
    parts.push(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${data}`, deployment(name))
    size += (parts.at(-1) ?? '').length + (parts.at(-2) ?? '').length
  }
  return parts.join('---\n')
}

/** The page may not answer for this time at most, in milliseconds of CPU. */
const LONGEST = 200

for (const lineBreak of ['\n', '\r\n']) {
  const name = JSON.stringify(lineBreak)
  testInBrowser(`the page answers while it hardens 5 MB of charts with lines that end with ${name}`, async (t) => {
    await withPlayground(browser, {}, async ({ page, faults }) => {
      const input = charts(5_000_000)
      t.true(input.length >= 5_000_000)
      await hand(page, input.replaceAll('\n', lineBreak))
      const dropped = await longestTask(browser, page, () => dropIt(page))
      t.regex(await textOf(page, 'status'), /^[\d,]+ changed/)
      t.is(await page.evaluate(`document.querySelectorAll('#verdicts details').length`), 200)
      const toggled = await longestTask(browser, page, () => page.click('#whole'))
      t.log(`the longest task took ${Math.round(dropped)} ms, and ${Math.round(toggled)} ms for all lines`)
      t.true(Math.max(dropped, toggled) < LONGEST)
      t.deepEqual(faults, [])
    })
  })
}

testInBrowser('more objects are shown on demand, and those that the reader opened stay open', async (t) => {
  await withPlayground(browser, {}, async ({ page, faults }) => {
    await drop(page, charts(1_200_000))
    const count = () => page.evaluate<number>(`document.querySelectorAll('#verdicts details').length`)
    t.is(await count(), 200)
    await page.evaluate(`document.querySelector('#verdicts details').open = true`)
    await press(page, await page.evaluate(`document.querySelector('#verdicts > button').textContent`))
    await until(page, `document.querySelectorAll('#verdicts details').length > 200`)
    t.true(await page.evaluate(`document.querySelector('#verdicts details').open`))
    t.deepEqual(faults, [])
  })
})
