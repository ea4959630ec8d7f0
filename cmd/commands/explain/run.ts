import { RULES } from '../../../src/generate/index.ts'
import { suggest } from '../../../src/lib/suggest.ts'
import { COLUMNS, wrap } from '../../../src/report/text/layout.ts'
import { EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { print } from '../../run/output.ts'

const INDENT = '  '

/** A control or a generator. */
type Rule = (typeof RULES)[number]

const paragraph = (text: string): string =>
  wrap(text, COLUMNS - INDENT.length)
    .map((line) => `${INDENT}${line}`)
    .join('\n')

/** Returns the fields or objects that it may write, for one line each. */
const writes = (rule: Rule): string[] =>
  'generates' in rule
    ? [rule.adds]
    : [...rule.fields, ...(rule.objects?.fields.map((field) => `${rule.objects?.kinds.join(', ')}: ${field}`) ?? [])]

const whenEnabled = (rule: Rule): string | undefined => {
  if ('generates' in rule) return 'a generator: off unless enabled by --generate or the configuration'
  return rule.optional ? 'off unless enabled by a profile' : undefined
}

const describe = (rule: Rule): string => {
  const { id, title, rationale, breaks, references } = rule
  const condition = whenEnabled(rule)
  const parts = [
    wrap(`${id}: ${title}${condition === undefined ? '' : ` (${condition})`}`, COLUMNS).join('\n'),
    `Why\n${paragraph(rationale)}`,
    `What it may break, and how that shows\n${paragraph(breaks)}`,
    `What it may write\n${writes(rule)
      .map((path) => `  ${path}`)
      .join('\n')}`,
    `References\n${references.map((at) => `  ${at.standard} ${at.version}, ${at.section}\n    ${at.url}`).join('\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

const list = (controls: readonly Rule[]): string => {
  const width = Math.max(...controls.map(({ id }) => id.length))
  const lines = controls.map(
    (rule) => `${rule.id.padEnd(width)}  ${rule.title}${whenEnabled(rule) === undefined ? '' : ' (optional)'}`,
  )
  return `${lines.join('\n')}\n`
}

/** Returns the texts of a control, without its functions. */
const dataOf = (rule: Rule) => {
  const { id, title, rationale, breaks, references } = rule
  const texts = { id, title, rationale, breaks, references }
  if ('generates' in rule) return { ...texts, fields: [], optional: true, adds: rule.adds }
  const { fields, optional = false, objects } = rule
  return {
    ...texts,
    fields,
    optional,
    ...(objects === undefined ? {} : { objects: { kinds: objects.kinds, fields: objects.fields } }),
  }
}

const find = (word: string): Rule => {
  const found = RULES.find(({ id }) => id === word)
  if (found !== undefined) return found
  const ids = RULES.map(({ id }) => id)
  throw usageFailure(`explain: unknown control "${word}"; ${suggest(word, ids, 'controls')}`)
}

/** `casehard explain [CONTROL]`: describes a control or lists all of them; with `KIND/NAME`, explains a workload. */
export const runExplain = async (io: Io, values: Values, positionals: readonly string[]): Promise<number> => {
  const [word, more] = positionals
  if (more !== undefined)
    throw usageFailure(
      `explain: unexpected argument "${more}"; name one control or workload, or none for the list of controls`,
    )
  if (word?.includes('/')) return (await import('./workload.ts')).runExplainWorkload(io, values, word)
  if (values.filename?.origin.startsWith('--'))
    throw usageFailure('explain: --filename requires a workload; use casehard explain KIND/NAME -f FILE')
  const control = word === undefined ? undefined : find(word)
  if (single(values, 'format') === 'json') {
    const data = control === undefined ? RULES.map(dataOf) : dataOf(control)
    await print(io, `${JSON.stringify(data, null, 2)}\n`)
  } else {
    await print(io, control === undefined ? list(RULES) : describe(control))
  }
  return EXIT_WRITTEN
}
