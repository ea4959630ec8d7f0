import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Browser, type Opened, type Page, startBrowser, until, type View, withPage } from './browser.ts'

const file = resolve('playground/dist/playground.html')

/** Starts a browser for the playground, which `npm run playground` builds. */
export const startForPlayground = (chromium: string): Promise<Browser> => {
  if (!existsSync(file)) throw new Error(`there is no ${file}: run npm run playground`)
  return startBrowser(chromium)
}

/** Waits until the manifests are hardened, or refused. */
export const settled = (page: Page): Promise<void> =>
  until(page, `['done', 'failed'].includes(document.body.dataset.state)`)

/** Opens the playground and waits until its manifests are hardened. */
export const withPlayground = (browser: Browser, view: View, look: (opened: Opened) => Promise<void>): Promise<void> =>
  withPage(browser, file, view, async (opened) => {
    await settled(opened.page)
    await look(opened)
  })

/** Returns the text of the element with an id. */
export const textOf = (page: Page, id: string): Promise<string> =>
  page.evaluate(`document.getElementById(${JSON.stringify(id)}).textContent`)

/** Puts a text into the page, where `dropIt` finds it. */
export const hand = (page: Page, text: string): Promise<void> => page.evaluate(`handed = ${JSON.stringify(text)}; 0`)

/** Drops a file with the handed text on the page. */
export const dropIt = async (page: Page): Promise<void> => {
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

/** Drops a file with a text on the page. */
export const drop = async (page: Page, text: string): Promise<void> => {
  await hand(page, text)
  await dropIt(page)
}

/** Presses the button that saves, and returns what would be in the file. */
export const saved = async (page: Page): Promise<string> => {
  await page.evaluate(`{
    const create = URL.createObjectURL
    URL.createObjectURL = (blob) => create.call(URL, (kept = blob))
  }`)
  await page.click('#download')
  const bytes = await page.evaluate<number[]>('kept.arrayBuffer().then((buffer) => [...new Uint8Array(buffer)])')
  return Buffer.from(bytes).toString()
}

/** Chooses an option, or ticks a box. */
export const choose = async (page: Page, id: string, value: string | boolean): Promise<void> => {
  await page.evaluate(`{
    const field = document.getElementById('${id}')
    field[field.type === 'checkbox' ? 'checked' : 'value'] = ${JSON.stringify(value)}
    field.dispatchEvent(new Event('change', { bubbles: true }))
  }`)
  await settled(page)
}

/** Opens the verdicts of all objects. */
export const unfold = (page: Page): Promise<void> =>
  page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`)

/** Presses the first visible button with a label among the verdicts. */
export const press = async (page: Page, label: string): Promise<void> => {
  const find = `[...document.querySelectorAll('#verdicts button')].find((one) => one.textContent === '${label}')`
  await until(page, `${find} !== undefined`)
  await page.evaluate(`${find}.click()`)
  await settled(page)
}

/** A Deployment with a name, and a text that is nowhere a name. */
export const deployment = (name: string, note = ''): string => `apiVersion: apps/v1
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
