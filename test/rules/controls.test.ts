import { existsSync, readdirSync } from 'node:fs'
import test from 'ava'
import { CONTROLS } from '../../src/controls/index.ts'

/** Case folders that are about the stream as a whole and not about one control. */
const GENERAL_CASES = [
  'configuration',
  'generate',
  'image-lock',
  'kinds',
  'kyaml',
  'profiles',
  'report',
  'stream',
  'unknown',
]

const ids = CONTROLS.map(({ id }) => id)

test('every file in src/controls is a control in the list, under its own id', (t) => {
  const entries = readdirSync('src/controls', { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /^(?!.*\.test\.ts$).*\.ts$/.test(entry.name))
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'common')
  const names = [...files.map(({ name }) => name.slice(0, -'.ts'.length)), ...folders.map(({ name }) => name)].filter(
    (name) => name !== 'index',
  )
  t.deepEqual(names.sort(), [...ids].sort())
})

test('every control has cases', (t) => {
  t.deepEqual(
    ids.filter((id) => !existsSync(`testdata/cases/${id}`)),
    [],
  )
})

test('every folder of cases belongs to a control', (t) => {
  const known = [...ids, ...GENERAL_CASES]
  t.deepEqual(
    readdirSync('testdata/cases').filter((folder) => !known.includes(folder)),
    [],
  )
})

test('every reference has all its parts, and a link that is one', (t) => {
  for (const { id, references } of CONTROLS) {
    t.true(references.length > 0, id)
    for (const { standard, version, section, url } of references) {
      t.true(
        [standard, version, section].every((part) => part.trim() === part && part !== ''),
        `${id}: ${url}`,
      )
      t.true(URL.canParse(url), `${id}: ${url}`)
      const { protocol, hostname, username, port, href } = new URL(url)
      t.deepEqual([protocol, username, port], ['https:', '', ''], `${id}: ${url}`)
      t.regex(hostname, /^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
      t.is(href, url, `${id}: as a browser would write it`)
      t.notRegex(url, /[\s<>"()[\]]/)
    }
  }
})
