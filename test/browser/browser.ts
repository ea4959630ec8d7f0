import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What the tests use of a Playwright page. Expressions are JavaScript that the page runs. */
export interface Page {
  on(event: 'request', listener: (request: { url(): string }) => void): void
  on(event: 'console', listener: (message: { text(): string }) => void): void
  on(event: 'pageerror', listener: (error: Error) => void): void
  goto(url: string, options: { timeout: number }): Promise<unknown>
  click(selector: string): Promise<void>
  evaluate<T>(expression: string): Promise<T>
  keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> }
  pdf(options: { path?: string }): Promise<Uint8Array>
}

interface Context {
  newPage(): Promise<Page>
  addInitScript(script: { path: string }): Promise<void>
  close(): Promise<void>
}

/** What the tests use of a Playwright browser. */
export interface Browser {
  newContext(options: {
    viewport: { width: number; height: number }
    colorScheme: 'light' | 'dark'
    javaScriptEnabled: boolean
  }): Promise<Context>
  startTracing(page: Page, options: { categories: string[] }): Promise<void>
  stopTracing(): Promise<Uint8Array>
  close(): Promise<void>
}

/** How a page is looked at; by default on a wide light screen, with JavaScript, without a fragment. */
export interface View {
  /** The fragment of its address, with `#`. */
  fragment?: string
  width?: number
  colorScheme?: 'light' | 'dark'
  javaScript?: boolean
}

/** An open page. */
export interface Opened {
  page: Page
  /** URLs that it loaded besides itself, its errors, and violations of its content security policy. */
  faults: string[]
}

/** Without these Chromium asks its maker's hosts for news, and as root it would not start. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const HEIGHT = 900

const folder = resolve('testdata/browser')
const packages = createRequire(join(folder, 'package.json'))

/** Starts a Chromium, given by its path, with a profile of its own. */
export const startBrowser = async (executablePath: string): Promise<Browser> => {
  if (!existsSync(join(folder, 'node_modules'))) throw new Error(`${folder} is not installed: run npm run browser`)
  const { chromium } = packages('playwright-core')
  return chromium.launch({ executablePath, headless: true, args: FLAGS })
}

/** Opens a file and hands it to `look`; axe is in the page as `axe`. */
export const withPage = async (
  browser: Browser,
  file: string,
  { width = 1280, colorScheme = 'light', javaScript = true, fragment = '' }: View,
  look: (opened: Opened) => Promise<void>,
): Promise<void> => {
  const context = await browser.newContext({
    viewport: { width, height: HEIGHT },
    colorScheme,
    javaScriptEnabled: javaScript,
  })
  try {
    await context.addInitScript({ path: packages.resolve('axe-core') })
    const page = await context.newPage()
    const url = pathToFileURL(file).href
    const faults: string[] = []
    page.on('request', (request) => {
      // A blob is a part of the page.
      const asked = request.url()
      if (asked !== url + fragment && asked !== url && !asked.startsWith('blob:')) faults.push(`asks for ${asked}`)
    })
    page.on('console', (message) => faults.push(message.text()))
    page.on('pageerror', (error) => faults.push(error.message))
    // The timeout of tests is in ava's configuration.
    await page.goto(url + fragment, { timeout: 0 })
    await look({ page, faults })
  } finally {
    await context.close()
  }
}

/** Waits until an expression is true in the page; the page's own policy keeps Playwright from doing so. */
export const until = (page: Page, expression: string): Promise<void> =>
  page.evaluate(`new Promise((done) => {
    const look = () => (${expression} ? done() : requestAnimationFrame(look))
    look()
  })`)

/** What Chromium's trace says of the work of a thread; times are in microseconds. */
interface TraceEvent {
  name: string
  pid: number
  tid: number
  /** The time for which the thread ran. */
  tdur?: number
  args: { name?: string }
}

/** Returns the longest time, in milliseconds of CPU, for which a page did not answer while `act` ran. */
export const longestTask = async (browser: Browser, page: Page, act: () => Promise<void>): Promise<number> => {
  await browser.startTracing(page, { categories: ['toplevel'] })
  await act()
  const { traceEvents } = JSON.parse(Buffer.from(await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[]
  }
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`
  const main = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf),
  )
  const tasks = traceEvents.filter((event) => /RunTask$/.test(event.name) && main.has(threadOf(event)))
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000
}

/** The violations that axe finds, each with the places. */
export const findBarriers = (page: Page): Promise<string[]> =>
  page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html, failureSummary }) => html + ' ' + failureSummary).join('; ')))`)
