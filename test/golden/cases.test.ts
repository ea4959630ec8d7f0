import { basename } from 'node:path'
import test from 'ava'
import { filesBelow } from '../support/hardening.ts'
import { compareGolden, readGolden, UPDATE } from './golden.ts'
import { goldensOfCase } from './goldens.ts'

const inputs = filesBelow('testdata/cases', '.in.yaml')

for (const input of inputs) {
  const name = input.slice('testdata/cases/'.length, -'.in.yaml'.length)
  const sentence = name.replace('/', ': ').replaceAll('-', ' ')
  test(sentence, (t) => {
    const faults = [...goldensOfCase(input)].map(([file, text]) => {
      const fault = compareGolden(file, text)
      if (!UPDATE) t.is(readGolden(file), text)
      return fault
    })
    t.deepEqual(faults, [undefined, undefined])
  })
}

test('every file among the cases is an input, what belongs to one, or made of one', (t) => {
  const files = filesBelow('testdata/cases', '').filter((file) => basename(file).includes('.'))
  const known = new Set(
    inputs.flatMap((input) => {
      const stem = input.slice(0, -'.in.yaml'.length)
      return [input, `${stem}.config.yaml`, `${stem}.psp.yaml`, `${stem}.images.yaml`, ...goldensOfCase(input).keys()]
    }),
  )
  t.true(inputs.length > 0)
  t.deepEqual(
    files.filter((file) => !known.has(file)),
    [],
  )
})
