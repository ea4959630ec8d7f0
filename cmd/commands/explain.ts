import { RULES } from '../../src/generate/index.ts'
import { suggest } from '../../src/lib/suggest.ts'
import { COLUMNS, wrap } from '../../src/report/text/layout.ts'
import { EXIT_WRITTEN, usageFailure } from '../cli/failure.ts'
import { single, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { print } from '../run/output.ts'

const INDENT = '  '

/** A control, or a generator. */
type Subject = (typeof RULES)[number]

const paragraph = (text: string): string =>
  wrap(text, COLUMNS - INDENT.length)
    .map((line) => `${INDENT}${line}`)
    .join('\n')

/** What it may write, each on a line. */
const writes = (subject: Subject): string[] =>
  'generates' in subject
    ? [subject.adds]
    : [
        ...subject.fields,
        ...(subject.objects?.fields.map((field) => `${subject.objects?.kinds.join(', ')}: ${field}`) ?? []),
      ]

const whenAsked = (subject: Subject): string | undefined => {
  if ('generates' in subject) return 'a generator: off unless --generate or the configuration asks'
  return subject.optional ? 'off unless a profile asks' : undefined
}

const describe = (subject: Subject): string => {
  const { id, title, rationale, breaks, references } = subject
  const asked = whenAsked(subject)
  const parts = [
    wrap(`${id}: ${title}${asked === undefined ? '' : ` (${asked})`}`, COLUMNS).join('\n'),
    `Why\n${paragraph(rationale)}`,
    `What may stop working, and how that shows\n${paragraph(breaks)}`,
    `What it may write\n${writes(subject)
      .map((path) => `  ${path}`)
      .join('\n')}`,
    `References\n${references.map((at) => `  ${at.standard} ${at.version}, ${at.section}\n    ${at.url}`).join('\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

const list = (controls: readonly Subject[]): string => {
  const width = Math.max(...controls.map(({ id }) => id.length))
  const lines = controls.map(
    (subject) =>
      `${subject.id.padEnd(width)}  ${subject.title}${whenAsked(subject) === undefined ? '' : ' (optional)'}`,
  )
  return `${lines.join('\n')}\n`
}

/** A control's own words, without its functions. */
const dataOf = (subject: Subject) => {
  const { id, title, rationale, breaks, references } = subject
  const words = { id, title, rationale, breaks, references }
  if ('generates' in subject) return { ...words, fields: [], optional: true, adds: subject.adds }
  const { fields, optional = false, objects } = subject
  return {
    ...words,
    fields,
    optional,
    ...(objects === undefined ? {} : { objects: { kinds: objects.kinds, fields: objects.fields } }),
  }
}

const find = (word: string): Subject => {
  const found = RULES.find(({ id }) => id === word)
  if (found !== undefined) return found
  const ids = RULES.map(({ id }) => id)
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
    const data = control === undefined ? RULES.map(dataOf) : dataOf(control)
    await print(io, `${JSON.stringify(data, null, 2)}\n`)
  } else {
    await print(io, control === undefined ? list(RULES) : describe(control))
  }
  return EXIT_WRITTEN
}
