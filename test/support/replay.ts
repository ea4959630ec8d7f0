import type { Report } from '../../src/model.ts'
import { applyOperations } from '../../src/patch/apply.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { splitStream } from '../../src/yaml/split.ts'

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}

/** Applies the operations of a report to the input, and returns a line for each document of the output that differs. */
export const findReplayFaults = (before: string, after: string, report: Report): string[] => {
  const inputs = splitStream(before)
  const outputs = splitStream(after)
  const added = report.changes.filter(({ document }) => document.new)
  const wanted = added.map(({ operations }) => operations.flatMap((one) => (one.op === 'add' ? [one.value] : [])))
  const found = outputs.slice(inputs.length).map(({ text }) => [parseSlice(text)?.value])
  const isAdded = JSON.stringify(found) === JSON.stringify(wanted)
  const documents = inputs.flatMap((slice, i) => {
    const output = outputs[i]?.text
    const operations = report.changes
      .filter(({ document }) => !document.new && document.line === slice.line)
      .flatMap((c) => c.operations)
    if (operations.length === 0) return output === slice.text ? [] : [`line ${slice.line}: changed without a word`]
    if (operations.some((operation) => 'masked' in operation)) return []
    const want = applyOperations(structuredClone(parseSlice(slice.text)?.value ?? null), operations)
    const got = parseSlice(output ?? '')?.value ?? null
    return JSON.stringify(sorted(want)) === JSON.stringify(sorted(got)) ? [] : [`line ${slice.line}: replay differs`]
  })
  return [...documents, ...(isAdded ? [] : ['what is added is not what the report says'])]
}
