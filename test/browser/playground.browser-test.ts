import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { writeLink } from '../../playground/engine/link.ts'
import { TESTED } from '../support/programs.ts'
import { findInstalled, testWithInstalled } from '../support/slots.ts'
import { cleanEnvironment } from '../support/streams.ts'
import {
  type Browser,
  findBarriers,
  type Opened,
  type Page,
  startBrowser,
  until,
  type View,
  withPage,
} from './browser.ts'

const chromium = findInstalled('chromium')
const testInBrowser = testWithInstalled('chromium')
const file = resolve('playground/dist/playground.html')

let browser: Browser
test.before(async () => {
  if (chromium === undefined) return
  if (!existsSync(file)) throw new Error(`there is no ${file}: run npm run playground`)
  browser = await startBrowser(chromium)
})
test.after.always(() => browser?.close())

const settled = (page: Page): Promise<void> => until(page, `['done', 'failed'].includes(document.body.dataset.state)`)

/** Opens the playground and waits until its manifests are hardened. */
const withPlayground = (view: View, look: (opened: Opened) => Promise<void>): Promise<void> =>
  withPage(browser, file, view, async (opened) => {
    await settled(opened.page)
    await look(opened)
  })

const textOf = (page: Page, id: string): Promise<string> =>
  page.evaluate(`document.getElementById(${JSON.stringify(id)}).textContent`)

/** Puts a text into the page, where `dropIt` finds it. */
const hand = (page: Page, text: string): Promise<void> => page.evaluate(`handed = ${JSON.stringify(text)}; 0`)

/** Drops a file with the handed text on the page. */
const dropIt = async (page: Page): Promise<void> => {
  await page.evaluate(`{
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([handed], 'a.yaml'))
    document.body.dataset.state = 'dropped'
    document.querySelector('#input .cm-content').dispatchEvent(
      new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }),
    )
  }`)
  await settled(page)
}

const drop = async (page: Page, text: string): Promise<void> => {
  await hand(page, text)
  await dropIt(page)
}

/** Presses the button that saves, and returns what would be in the file. */
const saved = async (page: Page): Promise<string> => {
  await page.evaluate(`{
    const create = URL.createObjectURL
    URL.createObjectURL = (blob) => create.call(URL, (kept = blob))
  }`)
  await page.click('#download')
  const bytes = await page.evaluate<number[]>('kept.arrayBuffer().then((buffer) => [...new Uint8Array(buffer)])')
  return Buffer.from(bytes).toString()
}

/** Chooses an option, or ticks a box. */
const choose = async (page: Page, id: string, value: string | boolean): Promise<void> => {
  await page.evaluate(`{
    const field = document.getElementById('${id}')
    field[field.type === 'checkbox' ? 'checked' : 'value'] = ${JSON.stringify(value)}
    field.dispatchEvent(new Event('change', { bubbles: true }))
  }`)
  await settled(page)
}

const unfold = (page: Page): Promise<void> =>
  page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`)

/** Presses the first visible button with a label among the verdicts. */
const press = async (page: Page, label: string): Promise<void> => {
  const find = `[...document.querySelectorAll('#verdicts button')].find((one) => one.textContent === '${label}')`
  await until(page, `${find} !== undefined`)
  await page.evaluate(`${find}.click()`)
  await settled(page)
}

const commandLine = async (input: string, args: readonly string[]): Promise<string> => {
  const { command, args: words } = TESTED
  const env = { ...cleanEnvironment(), CASEHARD_CONFIG: 'none' }
  const all = [...words, '--quiet', ...args]
  const { stdout } = await execa(command, all, { input, env, extendEnv: false, stripFinalNewline: false })
  return stdout
}

const shop = readFileSync('examples/shop.yaml', 'utf8')

testInBrowser('the page hardens as the command line does, byte for byte', async (t) => {
  await withPlayground({}, async ({ page, faults }) => {
    t.is(await saved(page), await commandLine(shop, []))
    await choose(page, 'profile', 'strict')
    await choose(page, 'assume', true)
    await choose(page, 'generate', true)
    t.is(await saved(page), await commandLine(shop, ['--profile', 'strict', '--assume', '--generate']))
    const windows = `\uFEFF${shop.replaceAll('\n', '\r\n')}`
    await drop(page, windows)
    t.is(await saved(page), await commandLine(windows, ['--profile', 'strict', '--assume', '--generate']))
    t.deepEqual(faults, [])
  })
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [400, 1280])
    testInBrowser(`the page is without barriers, ${colorScheme} and ${width} pixels wide`, async (t) => {
      await withPlayground({ colorScheme, width }, async ({ page, faults }) => {
        t.deepEqual(await findBarriers(page), [], 'folded')
        await unfold(page)
        await press(page, 'Hold here')
        await choose(page, 'whole', true)
        t.deepEqual(await findBarriers(page), [], 'unfolded')
        t.true(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'))
        await drop(page, 'kind: Pod\nspec: {')
        t.false(await page.evaluate(`document.getElementById('problem').hidden`))
        t.deepEqual(await findBarriers(page), [], 'with an error')
        t.deepEqual(faults, [])
      })
    })

testInBrowser('the switch of the theme overrides the scheme of the system', async (t) => {
  await withPlayground({ colorScheme: 'light' }, async ({ page }) => {
    const color = `getComputedStyle(document.body).backgroundColor`
    const light = await page.evaluate(color)
    await choose(page, 'theme', 'dark')
    t.not(await page.evaluate(color), light)
    t.deepEqual(await findBarriers(page), [])
    await choose(page, 'theme', 'light')
    t.is(await page.evaluate(color), light)
  })
})

testInBrowser('what is clicked is in casehard.yaml and applies, and can be taken back', async (t) => {
  await withPlayground({}, async ({ page }) => {
    const hardened = await saved(page)
    const empty = await textOf(page, 'settings')
    await unfold(page)
    await press(page, 'Report only, everywhere')
    t.regex(await textOf(page, 'settings'), /\n {2}controls:\n {4}[a-z-]+: report\n/)
    t.not(await saved(page), hardened)
    await press(page, 'Change again, everywhere')
    t.is(await textOf(page, 'settings'), empty)
    t.is(await saved(page), hardened)
    await page.evaluate(`{
      document.querySelector('#images input[type=number]').value = 1000
      document.querySelector('#images button').click()
    }`)
    await settled(page)
    t.regex(await textOf(page, 'settings'), /image: registry\.example\/shop\/web\n {6}user: 1000\n/)
    t.regex(await saved(page), /runAsUser: 1000|runAsNonRoot: true/)
  })
})

testInBrowser('a verdict is held by keyboard alone, and the focus stays where it was', async (t) => {
  await withPlayground({}, async ({ page }) => {
    const active = 'document.activeElement'
    await page.evaluate(`document.getElementById('verdict').focus()`)
    await page.keyboard.press('Tab')
    t.is(await page.evaluate(`${active}.localName`), 'summary')
    await page.keyboard.press('Enter')
    await until(page, `document.querySelector('.entries button') !== null`)
    await page.keyboard.press('Tab')
    t.is(await page.evaluate(`${active}.textContent`), 'Hold here')
    t.not(await page.evaluate(`getComputedStyle(${active}).outlineStyle`), 'none')
    await page.keyboard.press('Enter')
    await until(page, `${active}.textContent === 'Do not hold here'`)
    t.regex(await textOf(page, 'settings'), /exemptions:/)
    // The tab key leaves the editor.
    await page.evaluate(`document.querySelector('#input .cm-content').focus()`)
    await page.keyboard.press('Tab')
    t.false(await page.evaluate(`document.getElementById('input').contains(${active})`))
  })
})

testInBrowser('typing hardens, and an error has its place', async (t) => {
  await withPlayground({}, async ({ page }) => {
    await page.click('#input .cm-content')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('kind: [')
    await until(page, `document.body.dataset.state === 'failed'`)
    t.regex(await textOf(page, 'problem'), /^Line 1, column \d+: /)
    await page.keyboard.press('Control+A')
    await page.keyboard.type('kind: Pod')
    await until(page, `document.body.dataset.state === 'done'`)
    t.true(await page.evaluate(`document.getElementById('problem').hidden`))
  })
})

/** A Deployment with a name, and a text that is nowhere a name. */
const deployment = (name: string, note = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${JSON.stringify(name)}
  annotations: {note: ${JSON.stringify(note)}}
spec:
  template:
    spec:
      containers:
        - name: ${JSON.stringify(name)}
          image: ${JSON.stringify(`registry.example/${name}`)}
`

const HOSTILE = [
  '</script><script>pwned = 1</script>',
  '<img src=x onerror="pwned = 1">',
  '\u202Egnp.exe\u2066',
  '{{constructor}}',
  '__proto__',
  'x'.repeat(100_000),
]

testInBrowser('hostile names are shown as text', async (t) => {
  await withPlayground({ width: 400 }, async ({ page, faults }) => {
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
  await withPlayground({}, async ({ page }) => {
    await drop(page, text)
    await choose(page, 'profile', 'strict')
    await unfold(page)
    await press(page, 'Hold here')
    ;[output, settings] = [await saved(page), await textOf(page, 'settings')]
    await page.click('#share')
    await until(page, `location.hash !== ''`)
    address = await page.evaluate('location.hash')
  })
  await withPlayground({ fragment: address }, async ({ page, faults }) => {
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
    await withPlayground({ fragment }, async ({ page, faults }) => {
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
    await withPlayground({}, async ({ page }) => {
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

testInBrowser('the page answers while it hardens 5 MB of charts', async (t) => {
  await withPlayground({}, async ({ page, faults }) => {
    const input = charts(5_000_000)
    t.true(input.length >= 5_000_000)
    await hand(page, input)
    await page.evaluate(`{
      worst = 0
      let last = performance.now()
      setInterval(() => {
        const now = performance.now()
        worst = Math.max(worst, now - last)
        last = now
      }, 5)
    }`)
    await dropIt(page)
    const worst = await page.evaluate<number>('worst')
    const status = await textOf(page, 'status')
    t.regex(status, /^[\d,]+ changed/)
    const time = Number(/([\d,]+) ms$/.exec(status)?.[1]?.replaceAll(',', ''))
    t.log(`hardened in ${time} ms; the page did not answer for at most ${Math.round(worst)} ms`)
    t.true(worst < time / 2)
    t.is(await page.evaluate(`document.querySelectorAll('#verdicts details').length`), 200)
    t.deepEqual(faults, [])
  })
})
