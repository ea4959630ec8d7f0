import { CONTROLS } from '../src/controls/index.ts'
import type { Control } from '../src/model.ts'
import { suggest } from '../src/profile/nearest.ts'
import { COLUMNS, wrap } from '../src/report/layout.ts'
import { EXIT_WRITTEN } from './exit-codes.ts'
import { usageFailure } from './failure.ts'
import type { Io } from './io.ts'
import { print } from './output.ts'
import { single, type Values } from './values.ts'

const INDENT = '  '

const paragraph = (text: string): string =>
  wrap(text, COLUMNS - INDENT.length)
    .map((line) => `${INDENT}${line}`)
    .join('\n')

const describe = (control: Control): string => {
  const { id, title, rationale, breaks, references, fields, optional } = control
  const paths = [
    ...fields,
    ...(control.objects?.fields.map((field) => `${control.objects?.kinds.join(', ')}: ${field}`) ?? []),
  ]
  const parts = [
    wrap(`${id}: ${title}${optional ? ' (off unless a profile asks)' : ''}`, COLUMNS).join('\n'),
    `Why\n${paragraph(rationale)}`,
    `What may stop working, and how that shows\n${paragraph(breaks)}`,
    `What it may write\n${paths.map((path) => `  ${path}`).join('\n')}`,
    `References\n${references.map((at) => `  ${at.standard} ${at.version}, ${at.section}\n    ${at.url}`).join('\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

const list = (controls: readonly Control[]): string => {
  const width = Math.max(...controls.map(({ id }) => id.length))
  const lines = controls.map(
    ({ id, title, optional }) => `${id.padEnd(width)}  ${title}${optional ? ' (optional)' : ''}`,
  )
  return `${lines.join('\n')}\n`
}

/** A control's own words, without its functions. */
const dataOf = ({ id, title, rationale, breaks, references, fields, optional, objects }: Control) => ({
  id,
  title,
  rationale,
  breaks,
  references,
  fields,
  optional: optional ?? false,
  ...(objects === undefined ? {} : { objects: { kinds: objects.kinds, fields: objects.fields } }),
})

const find = (word: string): Control => {
  const found = CONTROLS.find(({ id }) => id === word)
  if (found !== undefined) return found
  const ids = CONTROLS.map(({ id }) => id)
  throw usageFailure(`explain: "${word}" is no control; ${suggest(word, ids, 'controls')}`)
}

/** `casehard explain [CONTROL]`: prints one control, or the list of them; with `KIND/NAME`, all about a workload. */
export const runExplain = async (io: Io, values: Values, words: readonly string[]): Promise<number> => {
  const [word, more] = words
  if (more !== undefined)
    throw usageFailure(`explain: "${more}" is one too many; name one, or none for the list of controls`)
  if (word?.includes('/')) return (await import('./explain-workload.ts')).runExplainWorkload(io, values, word)
  if (values.filename?.origin.startsWith('--'))
    throw usageFailure('explain: --filename goes with a workload; say casehard explain KIND/NAME -f FILE')
  const control = word === undefined ? undefined : find(word)
  if (single(values, 'format') === 'json') {
    const data = control === undefined ? CONTROLS.map(dataOf) : dataOf(control)
    await print(io, `${JSON.stringify(data, null, 2)}\n`)
  } else {
    await print(io, control === undefined ? list(CONTROLS) : describe(control))
  }
  return EXIT_WRITTEN
}
