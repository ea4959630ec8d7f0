import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { GENERATED_FOLDER, generatedPages } from '../../dev/docs/docs.ts'
import { SAMPLES } from '../../dev/docs/samples.ts'
import { CONTROLS } from '../../src/controls/index.ts'

const pages = generatedPages()

test('the generated pages are those of the code (npm run docs writes them)', (t) => {
  for (const [path, text] of Object.entries(pages)) t.is(readFileSync(path, 'utf8'), text, path)
})

test('the folder of controls has the page of each control and no others', (t) => {
  const paths = readdirSync(GENERATED_FOLDER).map((name) => join(GENERATED_FOLDER, name))
  t.deepEqual(
    paths.sort(),
    Object.keys(pages)
      .filter((path) => path.startsWith(GENERATED_FOLDER))
      .sort(),
  )
})

test('each control has a sample on which it changes or holds something, and no sample is left over', (t) => {
  t.deepEqual(Object.keys(SAMPLES).sort(), CONTROLS.map(({ id }) => id).sort())
  for (const { id } of CONTROLS) t.regex(pages[`docs/controls/${id}.md`] ?? '', /^(?:Changed|Held):$/m, id)
})

test('the page of the command line names every exit code', (t) => {
  for (const code of [0, 1, 2, 3, 4]) t.regex(pages['docs/cli.md'] ?? '', new RegExp(`^\\| ${code} \\| \\w`, 'm'))
})
