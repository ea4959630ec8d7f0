import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import fc from 'fast-check'
import type { Report } from '../../src/model.ts'
import { InputError } from '../../src/yaml/errors.ts'
import { splitStream } from '../../src/yaml/split.ts'
import { Tape } from '../../src/yaml/testing/tape-testing.ts'
import { applyEdits, hardenText, optionsWith } from '../support/hardening.ts'
import { findReplayFaults } from '../support/replay.ts'
import { podObject } from './pod-stream-testing.ts'
import { podStream } from './pod-text-testing.ts'

const OPTIONS = ['restricted', 'baseline', 'strict'].map((profile) => optionsWith(undefined, profile))

const streams = fc.array(fc.nat(5039), { minLength: 40, maxLength: 400, size: 'max' }).map((numbers) => {
  const tape = new Tape(numbers)
  const options = tape.pick(OPTIONS)
  const objects = Array.from({ length: 1 + tape.below(2) }, () => podObject(tape))
  return { text: podStream(tape, objects), options }
})

const decisions = ({ changes, held }: Report): unknown => ({
  changes: changes.map(({ control, container, path, operations }) => ({ control, container, path, operations })),
  held: held.map(({ control, container, path, cause }) => ({ control, container, path, cause })),
})

const notesIn = (text: string): string[] => (text.match(/# note \d+/g) ?? []).sort()

/** Reports whether comments may go: with a value that is removed or replaced, or with a merge that is written out. */
const mayLoseNotes = (text: string, { changes }: Report): boolean =>
  /[*]n\d/.test(text) || changes.some(({ operations }) => operations.some(({ op }) => op !== 'add'))

/** 1,000 streams take half a minute of CPU time; set STREAMS to try more, and SEED to repeat a run. */
const STREAMS = Number(process.env.STREAMS ?? 1000)
const PARTS = 10

let refused = 0
let changed = 0
let read = 0

for (let part = 1; part <= PARTS; part++)
  test.serial(`generated streams keep all promises, part ${part} of ${PARTS}`, async (t) => {
    await setImmediate() // reports that the tests before it are done
    const seed = Number(process.env.SEED ?? Date.now()) + part
    t.log(`seed ${seed - part}`)
    fc.assert(
      fc.property(streams, ({ text, options }) => {
        t.is(
          splitStream(text)
            .map((slice) => slice.text)
            .join(''),
          text,
        )
        let once: ReturnType<typeof hardenText>
        try {
          once = hardenText(text, options)
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          refused++
          return
        }
        read++
        if (once.report.changes.length > 0) changed++
        const twice = hardenText(once.text, options)
        t.is(twice.text, once.text, 'a second run changes nothing')
        t.deepEqual(twice.report.changes, [])
        t.deepEqual(findReplayFaults(text, once.text, once.report), [])
        t.is(applyEdits(text, once.report), once.text, 'the edits are all that is touched')
        if (!mayLoseNotes(text, once.report)) t.deepEqual(notesIn(once.text), notesIn(text))
        if (!/[\r\x85\u2028]/.test(text) && text.length % 4 === 0) {
          const other = hardenText(`\uFEFF${text.replace('\uFEFF', '').replaceAll('\n', '\r\n')}`, options)
          t.is(other.text, `\uFEFF${once.text.replace('\uFEFF', '').replaceAll('\n', '\r\n')}`)
          t.deepEqual(decisions(other.report), decisions(once.report))
        }
      }),
      { numRuns: Math.ceil(STREAMS / PARTS), seed },
    )
  })

test.after('most streams are read and changed', (t) => {
  t.log(`${read} read, ${changed} changed, ${refused} refused`)
  t.true(read > 9 * refused && changed > read / 2)
})
