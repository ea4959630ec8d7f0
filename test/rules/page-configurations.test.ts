import test from 'ava'
import { run } from '../../cmd/testing.ts'
import { readBlocks } from '../support/page-blocks.ts'
import { listPages } from '../support/pages.ts'

const HEAD = 'apiVersion: casehard.dev/v1\nkind: Hardening\nmetadata: {name: page}\n'

/** The configurations in a page: whole ones, and those of which the page shows only the `spec`. */
const findConfigurations = (page: string): string[] =>
  readBlocks(page)
    .filter(({ language }) => language === 'yaml')
    .flatMap(({ text }) => {
      if (/^kind: Hardening$/m.test(text)) return /^spec:/m.test(text) ? [text] : []
      return text.startsWith('spec:\n') ? [HEAD + text] : []
    })

const shown = listPages().flatMap((page) => findConfigurations(page).map((text, index) => ({ page, text, index })))

test('the pages show configurations', (t) => {
  t.true(shown.length >= 5, String(shown.length))
})

for (const { page, text, index } of shown)
  test(`configuration ${index + 1} in ${page} is valid`, async (t) => {
    const { code, stderr } = await run(['config', 'check', 'casehard.yaml'], {
      files: { '/project/casehard.yaml': text },
    })
    t.is(code, 0, stderr)
  })
