import { printable, printableLines } from '../../lib/printable.ts'
import type {
  Alternative,
  ExplainedContainer,
  ExplainedVerdict,
  ExplainedWorkload,
  Explanation,
} from '../../model/explanation.ts'
import type { Operation, Reference, ReportedEvidence } from '../../model.ts'
import { COLUMNS, type Item, layOutItems, type Paint, paint, wrap } from '../format.ts'
import { formatTitle } from '../text/text.ts'
import { exemptionLines, imageLines } from './snippets.ts'

const LABEL_COLUMNS = 14

/** Formats an explanation as text. Control characters from the input are escaped. */
export const explanationText = ({ workloads, profile }: Explanation, { color }: { color: boolean }): string =>
  printableLines(
    workloads.map((workload) => `${workloadLines(workload, profile, paint(color)).join('\n')}\n`).join('\n\n'),
  )

const workloadLines = (workload: ExplainedWorkload, profile: string, style: Paint): string[] => {
  const { document, verdicts, containers, pods, skipped, off, images, notices } = workload
  const withVerdict = (wanted: string): ExplainedVerdict[] => verdicts.filter(({ verdict }) => verdict === wanted)
  const counts = ['changed', 'held', 'compliant']
    .map((verdict) => `${withVerdict(verdict).length} ${verdict}`)
    .join(', ')
  const levels = pods.map(({ level: { before, after } }) => (before === after ? after : `${before} -> ${after}`))
  const summary = `${[counts, ...new Set(levels)].join('; ')} [profile ${profile}]`
  const items: Item[] = [
    ...(skipped === undefined ? [] : [{ sign: '-', subject: 'skipped', text: skipped } as const]),
    ...notices.map(({ code, message, line }): Item => ({ sign: 'i', subject: code, text: `line ${line}: ${message}` })),
  ]
  return [
    `${style.bold(formatTitle(workload))}  ${printable(`${document.file}:${document.line}`)}`,
    printable(summary),
    ...section('', layOutItems(items, style), style),
    ...(verdicts.length === 0 ? [] : containers.flatMap((one) => containerLines(one, style))),
    ...[...withVerdict('changed'), ...withVerdict('held')].flatMap((verdict) => ['', ...verdictLines(verdict, style)]),
    ...section('Compliant', layOutItems(compliantItems(withVerdict('compliant')), style), style),
    ...section(
      'Off',
      off.length === 0 || verdicts.length === 0 ? [] : wrap(off.join(', '), COLUMNS - 2).map(indented),
      style,
    ),
    ...section('Images', layOutItems(images.map(imageItem), style), style),
    ...section('To hold assumed changes, add to casehard.yaml', exemptionLines(verdicts).map(indented), style),
    ...section('Facts about images decide more, e.g. in casehard.yaml', imageLines(workload).map(indented), style),
  ]
}

/** The most pieces of evidence that are shown for one requirement; verdicts show all of theirs. */
const MOST_CLUES = 3

const containerLines = ({ container, requirements }: ExplainedContainer, style: Paint): string[] => [
  '',
  style.bold(printable(`Known of container ${container}`)),
  ...requirements.flatMap(({ about, text, complete, evidence }) => {
    const hidden = evidence.slice(MOST_CLUES).length
    const clues = [...evidence.slice(0, MOST_CLUES).map(evidenceText), ...(hidden > 0 ? [`${hidden} more`] : [])]
    const shown = clues.length === 0 ? '' : ` (${clues.join('; ')})`
    return row(about, [`${text}${complete ? '' : ' [not complete]'}${shown}`], style)
  }),
]

const indented = (line: string): string => `  ${printable(line)}`

const section = (title: string, lines: readonly string[], style: Paint): string[] =>
  lines.length === 0 ? [] : ['', ...(title === '' ? [] : [style.bold(title)]), ...lines]

const verdictLines = (verdict: ExplainedVerdict, style: Paint): string[] => {
  const { control, container, reason = '', confidence, cause, hint, operations = [], references, immutable } = verdict
  const isHeld = verdict.verdict === 'held'
  const sign = isHeld ? style.yellow('!') : style.green('+')
  const who = container === undefined ? '' : `${container}: `
  const head = wrap(printable(`${control}  ${who}${reason} [${cause ?? confidence}]`), COLUMNS - 2)
  const labels = new Set(verdict.alternatives.map((alternative) => labelOf(verdict, alternative)))
  const rows: [string, string[]][] = [
    ['evidence', verdict.evidence.map(evidenceText)],
    ['hint', hint === undefined ? [] : [hint]],
    [isHeld ? 'would be' : 'operations', operations.map(operationText)],
    ['upgrade', immutable ? ['refused if the release is installed; see the notice "immutable"'] : []],
    ...LABELS.filter((label) => labels.has(label)).map((label): [string, string[]] => [
      label,
      verdict.alternatives.filter((one) => labelOf(verdict, one) === label).map((one) => alternativeText(verdict, one)),
    ]),
    ['references', [referencesText(references)]],
  ]
  return [
    ...head.map((line, i) => (i === 0 ? `${sign} ${line}` : `  ${line}`)),
    ...rows.flatMap(([label, texts]) => row(label, texts, style)),
  ]
}

const row = (label: string, texts: readonly string[], style: Paint): string[] => {
  const lines = texts
    .filter((text) => text !== '')
    .flatMap((text) => wrap(printable(text), COLUMNS - 4 - LABEL_COLUMNS))
  return lines.map((line, i) => `    ${style.dim((i === 0 ? label : '').padEnd(LABEL_COLUMNS))}${line}`)
}

const evidenceText = ({ source, text, line, file }: ReportedEvidence): string => {
  const where = line === undefined ? (source === 'manifest' ? '' : `${source}: `) : `${file}:${line}: `
  return `${where}${text}${source === 'manifest' || line === undefined ? '' : ` [${source}]`}`
}

const operationText = (operation: Operation): string =>
  `${operation.op} ${operation.path || 'a new document'}${operation.op === 'remove' ? '' : ` ${JSON.stringify(operation.value)}`}`

/** The labels of alternatives, in the order of the output. */
const LABELS = ['proven if', 'likely if', 'changed if', 'compliant if', 'held if']

const labelOf = (now: ExplainedVerdict, { verdict, confidence }: Alternative): string =>
  `${now.verdict === 'changed' && verdict === 'changed' ? confidence : verdict} if`

const alternativeText = (now: ExplainedVerdict, { verdict, confidence, if: condition }: Alternative): string =>
  now.verdict === 'held' && verdict === 'changed' ? `${condition} [${confidence}]` : condition

const SHORT: Readonly<Record<string, string>> = { 'Pod Security Standards': 'PSS', 'CIS Kubernetes Benchmark': 'CIS' }

/** Formats references: the sections of each standard and version together. */
const referencesText = (references: readonly Reference[]): string => {
  const groups = new Map<string, string[]>()
  for (const { standard, version, section: part } of references) {
    const name = `${SHORT[standard] ?? standard}${version === 'current' ? '' : ` ${version}`}`
    groups.set(name, [...(groups.get(name) ?? []), part])
  }
  return [...groups].map(([name, parts]) => `${name} ${parts.join(', ')}`).join('; ')
}

/** Builds an item for each control: the evidence and line of each of its targets. */
const compliantItems = (verdicts: readonly ExplainedVerdict[]): Item[] => {
  const controls = [...new Set(verdicts.map(({ control }) => control))]
  return controls.map((subject) => {
    const texts = verdicts
      .filter(({ control }) => control === subject)
      .map(
        ({ container, line, evidence: [fact] }) =>
          `${container === undefined ? '' : `${container}: `}${fact?.text} (line ${line})`,
      )
    return { sign: '=', subject, text: texts.join('; ') }
  })
}

const imageItem = ({ container, image, line, facts, proves }: ExplainedWorkload['images'][number]): Item => {
  const known =
    facts === undefined
      ? 'unknown image'
      : `facts about ${facts.image} (${facts.status}${facts.source === undefined ? '' : `, ${facts.source}`})${proves ? '' : ', not enough to prove a change'}`
  return { sign: 'i', subject: container, text: `${image} (line ${line}): ${known}` }
}
