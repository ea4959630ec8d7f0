import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import type { Json, Options, Report } from '../../src/model.ts'
import { parentOf } from '../../src/pointer.ts'
import { InputError } from '../../src/yaml/errors.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { splitStream } from '../../src/yaml/split.ts'
import { flowLine, kyamlLines, type PrintedLine } from '../support/flow-yaml.ts'
import { applyEdits, filesBelow, hardenText, optionsOfInput, optionsWith, unmask } from '../support/hardening.ts'
import { findReplayFaults } from '../support/replay.ts'

type Hardened = ReturnType<typeof hardenText>

/** Returns the values of a stream; undefined if casehard refuses it. */
const valuesOf = (text: string): Json[] | undefined => {
  try {
    return splitStream(text).flatMap((slice) => parseSlice(slice.text)?.value ?? [])
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

const decisions = ({ changes, held, summary }: Report): unknown => ({
  changes: changes.map(({ control, container, path, operations }) => ({ control, container, path, operations })),
  held: held.map(({ control, container, path, cause }) => ({ control, container, path, cause })),
  compliant: summary.compliant,
})

const withoutIndices = (pointer: string): string => pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')

/** Reports whether an operation may change or remove the line of a value. */
const isExplained = ({ pointer }: PrintedLine, isOpen: boolean, { changes }: Report): boolean => {
  const at = `${withoutIndices(pointer)}/`
  return changes.some(({ operations }) =>
    operations.some(({ op, path }) => {
      const changed = `${withoutIndices(path)}/`
      return at.startsWith(changed) || (op === 'add' && !isOpen && changed.startsWith(at))
    }),
  )
}

/** KYAML with a numbered comment behind each line and above some, so that each line is in the text once. */
const commented = (values: readonly Json[]): PrintedLine[] => {
  let count = 0
  return values.flatMap((value) => [
    { text: '---', pointer: '#' },
    ...kyamlLines(value).flatMap((line): PrintedLine[] => {
      const number = ++count
      const behind = { ...line, text: `${line.text} # note ${number}` }
      // a comment above a member stays without the member; one above a bracket goes with the value
      const pointer = /^\s*[\]}]/.test(line.text) ? line.pointer : parentOf(line.pointer)
      return number % 3 === 0 && line.pointer !== '' ? [{ text: `# note above ${number}`, pointer }, behind] : [behind]
    }),
  ])
}

const findFaults = (text: string, once: Hardened, options: Options, wanted: Report): string[] => {
  const twice = hardenText(once.text, options)
  const faults = findReplayFaults(text, once.text, once.report)
  if (twice.text !== once.text || twice.report.changes.length > 0) faults.push('a second run changes the text')
  if (applyEdits(text, unmask(once.report, once.edits)) !== once.text) faults.push('the edits do not give the text')
  if (JSON.stringify(decisions(once.report)) !== JSON.stringify(decisions(wanted))) faults.push('other verdicts')
  return faults
}

/** Returns the lines that are changed or lost without an operation for their value. */
const findLostLines = (lines: readonly PrintedLine[], { text, report }: Hardened): string[] => {
  const kept = new Set(text.split('\n'))
  return lines.flatMap((line) => {
    const isOpen = /^#|[[{] # note|^\s*[\]}],? # note/.test(line.text)
    return kept.has(line.text) || isExplained(line, isOpen, report) ? [] : [line.text]
  })
}

/** Cases by their folder. */
const folders = new Map<string, string[]>()
for (const file of filesBelow('testdata/cases', '.in.yaml'))
  folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), file])
// generators read Helm's comments
folders.delete(join('testdata', 'cases', 'generate'))

for (const [folder, files] of folders)
  for (const profile of [undefined, 'strict'])
    test.serial(
      `as KYAML, in flow style and as JSON the cases of ${basename(folder)} have the same operations and lose no line: ${profile ?? 'their own profiles'}`,
      async (t) => {
        await setImmediate() // reports that the tests before it are done
        for (const file of files) {
          const input = readFileSync(file, 'utf8')
          const values = valuesOf(input)
          // a document with a byte order mark inside is not edited
          if (values === undefined || input.lastIndexOf('\ufeff') > 0) continue
          const options = profile === undefined ? optionsOfInput(file) : optionsWith(undefined, profile)
          const { report } = hardenText(input, options)
          const print = (document: (value: Json) => string): string =>
            values.map((value) => `---\n${document(value)}\n`).join('')
          const lines = commented(values)
          const kyaml = lines.map((line) => `${line.text}\n`).join('')
          const other = profile === undefined ? print((value) => JSON.stringify(value, null, 2)) : print(flowLine)
          const hardened = hardenText(kyaml, options)
          t.deepEqual(findFaults(kyaml, hardened, options, report), [], `${file} as KYAML`)
          t.deepEqual(findLostLines(lines, hardened), [], file)
          t.deepEqual(findFaults(other, hardenText(other, options), options, report), [], file)
        }
      },
    )
