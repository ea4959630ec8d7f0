import { readFileSync } from 'node:fs'
import test from 'ava'
import type { Json } from '../../src/model.ts'
import { InputError } from '../../src/yaml/errors.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { splitStream } from '../../src/yaml/split.ts'
import { filesBelow, hardenText, optionsOfInput } from '../support/hardening.ts'

/** Returns the documents that can be written as JSON. */
const valuesOf = (text: string): Json[] =>
  splitStream(text).flatMap((slice) => {
    try {
      return parseSlice(slice.text)?.value ?? []
    } catch (error) {
      if (error instanceof InputError) return []
      throw error
    }
  })

test('a manifest in JSON is JSON afterwards, read alike by both, for every case', (t) => {
  let hardened = 0
  for (const file of filesBelow('testdata/cases', '.in.yaml')) {
    const options = optionsOfInput(file)
    for (const value of valuesOf(readFileSync(file, 'utf8'))) {
      for (const indent of [0, 2]) {
        const { text, report } = hardenText(`${JSON.stringify(value, null, indent)}\n`, options)
        hardened += report.changes.length > 0 ? 1 : 0
        const [read] = valuesOf(text)
        t.deepEqual(read, JSON.parse(text), file)
      }
    }
  }
  t.true(hardened > 100)
})
