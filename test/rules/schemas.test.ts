import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import { schemaFiles } from '../../dev/build/schemas.ts'

test('the committed schemas are those of the code (node build/dev/build/schemas.js writes them)', (t) => {
  const files = schemaFiles()
  t.deepEqual(readdirSync('schemas').sort(), Object.keys(files).sort())
  for (const [name, text] of Object.entries(files)) t.is(readFileSync(`schemas/${name}`, 'utf8'), text, name)
})
