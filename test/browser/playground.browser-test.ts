import { readFileSync } from 'node:fs'
import test from 'ava'
import { execa } from 'execa'
import { TESTED } from '../support/programs.ts'
import { findInstalled, testWithInstalled } from '../support/slots.ts'
import { cleanEnvironment } from '../support/streams.ts'
import { type Browser, findBarriers, until } from './browser.ts'
import {
  choose,
  drop,
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

const commandLine = async (input: string, args: readonly string[]): Promise<string> => {
  const { command, args: words } = TESTED
  const env = { ...cleanEnvironment(), CASEHARD_CONFIG: 'none' }
  const all = [...words, '--quiet', ...args]
  const { stdout } = await execa(command, all, { input, env, extendEnv: false, stripFinalNewline: false })
  return stdout
}

const shop = readFileSync('examples/shop.yaml', 'utf8')

testInBrowser('the page hardens as the command line does, byte for byte', async (t) => {
  await withPlayground(browser, {}, async ({ page, faults }) => {
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
      await withPlayground(browser, { colorScheme, width }, async ({ page, faults }) => {
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
  await withPlayground(browser, { colorScheme: 'light' }, async ({ page }) => {
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
  await withPlayground(browser, {}, async ({ page }) => {
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
  await withPlayground(browser, {}, async ({ page }) => {
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
  await withPlayground(browser, {}, async ({ page }) => {
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
