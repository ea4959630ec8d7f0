import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { cliPage } from './cli-page.ts'
import { controlPages } from './control-pages.ts'

/** The generated pages of the documentation, by path. */
export const generatedPages = (): Record<string, string> => ({ ...controlPages(), 'docs/cli.md': cliPage() })

/** The folder whose pages are all generated. */
export const GENERATED_FOLDER = 'docs/controls'

const writePages = (): void => {
  const pages = generatedPages()
  for (const [path, text] of Object.entries(pages)) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  for (const name of readdirSync(GENERATED_FOLDER)) {
    const path = join(GENERATED_FOLDER, name)
    if (pages[path] === undefined) rmSync(path)
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) writePages()
