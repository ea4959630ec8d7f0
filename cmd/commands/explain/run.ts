import { RULES } from '../../../src/generate/index.ts'
import { isKindName } from '../../../src/kube/kinds/kinds.ts'
import { findNearest, suggest } from '../../../src/lib/suggest.ts'
import type { InputFile, Resource } from '../../../src/model.ts'
import { explainWorkloads } from '../../../src/pipeline/explain/explain.ts'
import { explanationText } from '../../../src/report/explain/text.ts'
import { COLUMNS, wrap } from '../../../src/report/format.ts'
import { reportJson } from '../../../src/report/json/json.ts'
import { EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { loadSettings, readToday } from '../../run/configuration.ts'
import { readInputFile, readStdin } from '../../run/input.ts'
import { mayColor, print } from '../../run/output.ts'

/** If no workload matches, the message lists at most this many. */
const MOST_NAMES = 20

/** The workload that the user names. */
interface WorkloadQuery {
  kind: string
  namespace?: string
  name: string
}

/** Parses `KIND/NAME` or `KIND/NAMESPACE/NAME`; returns undefined if it is neither. */
const readQuery = (word: string): WorkloadQuery | undefined => {
  const [kind = '', ...rest] = word.split('/')
  const [first = '', second] = rest
  if (rest.length > 2 || kind === '' || rest.includes('')) return undefined
  return second === undefined ? { kind, name: first } : { kind, namespace: first, name: second }
}

/** Whether a resource matches; without a namespace it is in the configured one, or matches any. */
const matches = ({ kind, namespace, name }: WorkloadQuery, resource: Resource, own: string | undefined): boolean => {
  const actual = resource.namespace ?? own
  return (
    resource.name === name &&
    isKindName(kind, resource.kind) &&
    (namespace === undefined || actual === undefined || actual === namespace)
  )
}

const nameOf = ({ kind, namespace, name }: Resource | WorkloadQuery): string =>
  [kind, namespace, name].filter((part) => part !== undefined).join('/')

/** Returns the ways to name a workload, including the abbreviation of the kind that the user wrote. */
const spellings = (resource: Resource, kind: string): string[] => {
  const kinds = isKindName(kind, resource.kind) ? [resource.kind, kind] : [resource.kind]
  return kinds.flatMap((one) => [nameOf({ ...resource, kind: one }), `${one}/${resource.name}`])
}

const refuse = (query: WorkloadQuery, workloads: readonly Resource[]): never => {
  const word = nameOf(query)
  const names = [...new Set(workloads.map(nameOf))]
  if (names.length === 0) throw usageFailure(`explain: the input does not contain a workload, so ${word} is not in it`)
  const spelled = workloads.flatMap((resource) =>
    spellings(resource, query.kind).map((spelling) => ({ spelling, name: nameOf(resource) })),
  )
  const nearest = findNearest(
    word,
    spelled.map(({ spelling }) => spelling),
  )
  const meant = spelled.find(({ spelling }) => spelling === nearest)
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''
  throw usageFailure(
    `explain: ${word} is not in the input; ${meant === undefined ? '' : `did you mean "${meant.name}"? `}` +
      `the input contains ${names.slice(0, MOST_NAMES).join(', ')}${more}`,
  )
}

const readFiles = async (io: Io, values: Values): Promise<InputFile[]> => {
  const files: InputFile[] = []
  for (const name of new Set(values.filename?.values ?? ['-']))
    files.push(name === '-' ? await readStdin(io, 'name files with -f, or pipe manifests in') : readInputFile(io, name))
  return files
}

/** `casehard explain KIND/NAME -f FILE`: prints the verdicts and evidence for a workload, and what would change them. */
const runExplainWorkload = async (io: Io, requested: Values, word: string): Promise<number> => {
  const read = readQuery(word)
  if (read === undefined) throw usageFailure(`explain: "${word}" is not KIND/NAME or KIND/NAMESPACE/NAME`)
  const { configuration, images, values, warning } = loadSettings(io, requested)
  const namespace = read.namespace ?? single(requested, 'namespace')
  const query: WorkloadQuery = { ...read, ...(namespace === undefined ? {} : { namespace }) }
  const options = { configuration, images, version: VERSION, today: readToday(values, io) }
  const files = await readFiles(io, values)
  const { explanation, workloads } = explainWorkloads(files, options, (resource) =>
    matches(query, resource, configuration.settings.namespace),
  )
  if (explanation.workloads.length === 0) refuse(query, workloads)
  if (warning !== '') io.stderr.write(warning)
  const isJson = single(values, 'format') === 'json'
  await print(io, isJson ? reportJson(explanation) : explanationText(explanation, { color: mayColor(io, io.stdout) }))
  return EXIT_WRITTEN
}

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
  if (word?.includes('/')) return runExplainWorkload(io, values, word)
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
