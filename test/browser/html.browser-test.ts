import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test from 'ava'
import { FORMATS } from '../../cmd/run/report-formats.ts'
import { printable } from '../../src/lib/printable.ts'
import type { Report } from '../../src/model.ts'
import { filesBelow } from '../support/hardening.ts'
import { findInstalled, testWithInstalled } from '../support/slots.ts'
import { type Browser, findBarriers, type Page, startBrowser, until, withPage } from './browser.ts'

const chromium = findInstalled('chromium')
const testInBrowser = testWithInstalled('chromium')
const pages = filesBelow('testdata/html', '.html').map((file) => resolve(file))
const shop = resolve('testdata/html/a-small-shop.html')

let browser: Browser
test.before(async () => {
  if (chromium !== undefined) browser = await startBrowser(chromium)
})
test.after.always(() => browser?.close())

const unfold = (page: Page): Promise<void> =>
  page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`)

const LOOKS = [360, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
)

for (const look of LOOKS)
  testInBrowser(`every page is without barriers, ${look.colorScheme} and ${look.width} pixels wide`, async (t) => {
    t.true(pages.length > 0)
    for (const file of pages)
      await withPage(browser, file, look, async ({ page, faults }) => {
        t.deepEqual(await findBarriers(page), [], `${file}, folded`)
        await unfold(page)
        t.deepEqual(await findBarriers(page), [], file)
        t.true(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${file} is too wide`)
        t.is(await page.evaluate('typeof pwned'), 'undefined')
        t.deepEqual(faults, [], file)
      })
  })

/** Every text of a report for people. */
const textsOf = (value: unknown, key = ''): string[] => {
  if (typeof value === 'string')
    return ['reason', 'hint', 'message', 'name', 'text', 'section'].includes(key) ? [value] : []
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, item]) => textsOf(item, Array.isArray(value) ? key : name))
}

testInBrowser('without JavaScript every text is there, and what is folded can be unfolded', async (t) => {
  for (const file of pages)
    await withPage(browser, file, { javaScript: false }, async ({ page }) => {
      const report: Report = JSON.parse(readFileSync(file.replace(/\.html$/, '.report.json'), 'utf8'))
      const shown = (await page.evaluate<string>('document.body.textContent')).replace(/\s+/g, ' ')
      const texts = textsOf({ ...report, changes: report.changes.map(({ operations: _, ...rest }) => rest) })
      const lines = texts.flatMap((text) =>
        text.split(/\r?\n/).map((line) => printable(line).replace(/\s+/g, ' ').trim()),
      )
      t.deepEqual(
        lines.filter((line) => !shown.includes(line)),
        [],
        file,
      )
      t.is(await page.evaluate(`document.querySelector('#filter')?.checkVisibility() ?? false`), false)
    })
  await withPage(browser, shop, { javaScript: false }, async ({ page }) => {
    const isOpen = `document.querySelector('.entry dl').checkVisibility()`
    t.false(await page.evaluate(isOpen))
    await page.click('.entry summary')
    t.true(await page.evaluate(isOpen))
  })
})

/** Goes on with the tab key until an element has the focus. */
const tabTo = async (page: Page, id: string): Promise<void> => {
  for (let i = 0; i < 30; i++) {
    if ((await page.evaluate('document.activeElement.id')) === id) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the tab key does not come to #${id}`)
}

const VISIBLE = `[...document.querySelectorAll('.entry')].filter((one) => one.checkVisibility())`
const found = (text: RegExp): string => `${text}.test(document.getElementById('found').textContent)`

testInBrowser('the search is used by keyboard alone, and says what it found', async (t) => {
  await withPage(browser, shop, {}, async ({ page }) => {
    await page.keyboard.press('Tab')
    t.is(await page.evaluate('document.activeElement.className'), 'skip')
    t.true(await page.evaluate('document.activeElement.getBoundingClientRect().left >= 0'))
    await tabTo(page, 'words')
    t.not(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'none')
    await page.keyboard.type('SERVICES web')
    await until(page, found(/^1 entry found in 1 workload$/))
    t.deepEqual(await page.evaluate(`${VISIBLE}.map((one) => one.dataset.control)`), ['no-service-links'])
    t.is(
      await page.evaluate(
        `[...document.querySelectorAll('#index tbody tr')].filter((row) => row.checkVisibility()).length`,
      ),
      1,
    )
    t.deepEqual(await findBarriers(page), [])
    await page.keyboard.type(' and nothing else')
    await until(page, found(/^Nothing found$/))
    t.deepEqual(await findBarriers(page), [])
    await page.keyboard.press('Control+A')
    await page.keyboard.press('Delete')
    await until(page, found(/^6 workloads$/))
    for (const [id, word] of [
      ['verdict', 'held'],
      ['confidence', 'assumed'],
    ] as const) {
      await tabTo(page, id)
      await page.keyboard.type(word)
      await until(page, `${VISIBLE}.every((one) => one.dataset.${id} === '${word}')`)
    }
    t.true(await page.evaluate(`${VISIBLE}.length > 0`))
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await until(page, found(/^6 workloads$/))
  })
})

testInBrowser('a link to a workload that the search hides ends the search', async (t) => {
  await withPage(browser, shop, {}, async ({ page }) => {
    await tabTo(page, 'words')
    await page.keyboard.type('mailer')
    await until(page, found(/in 1 workload$/))
    await page.evaluate(`location.hash = 'w2'`)
    await until(page, found(/^6 workloads$/))
    t.true(await page.evaluate(`document.getElementById('w2').checkVisibility()`))
  })
})

testInBrowser('everything is unfolded on paper, and as before afterwards', async (t) => {
  await withPage(browser, shop, {}, async ({ page }) => {
    await page.evaluate(
      `addEventListener('beforeprint', () => { printed = document.querySelectorAll('details:not([open])').length })`,
    )
    await page.pdf({})
    t.is(await page.evaluate('printed'), 0)
    t.is(await page.evaluate(`document.querySelectorAll('details[open]').length`), 0)
  })
})

testInBrowser('a report of a thousand workloads is searched', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-'))
  try {
    const report: Report = JSON.parse(readFileSync(shop.replace(/\.html$/, '.report.json'), 'utf8'))
    const copies = <T extends { resource: Report['pods'][number]['resource'] }>(entries: T[]): T[] =>
      Array.from({ length: 200 }, (_, i) =>
        entries.map((entry) => ({ ...entry, resource: { ...entry.resource, name: `${entry.resource.name}-${i}` } })),
      ).flat()
    const { pods, changes, held, skipped } = report
    const large = {
      ...report,
      pods: copies(pods),
      changes: copies(changes),
      held: copies(held),
      skipped: copies(skipped),
    }
    const render = await FORMATS.find(({ name }) => name === 'html')?.load()
    const file = join(folder, 'large.html')
    writeFileSync(file, render?.(large, { color: false }) ?? '')
    await withPage(browser, file, {}, async ({ page, faults }) => {
      t.true(await page.evaluate(`document.querySelectorAll('.workload').length >= 1000`))
      await tabTo(page, 'words')
      await page.keyboard.type('no-service-links web-199')
      await until(page, found(/^1 entry found in 1 workload$/))
      t.deepEqual(faults, [])
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
