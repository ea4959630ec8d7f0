import type { Alternative, ExemptionSnippet, ExplainedVerdict } from '../../model/explanation.ts'
import type { Change, Held, InputObject, ReportedEvidence } from '../../model.ts'
import { stepsOf, valueAt } from '../../pointer.ts'
import { hardenObject } from '../harden/object.ts'
import type { CompliantVerdict, ObjectResult, Verdict } from '../types.ts'
import { conditionsFor } from './conditions.ts'
import type { Scenario } from './scenarios.ts'

type Outcome = Pick<Alternative, 'verdict' | 'confidence' | 'cause'>

interface Target {
  control: string
  container?: string
  path: string
}

/** Lists what would become of one verdict under the conditions that change it. */
type FindAlternatives = (target: Target, now: Outcome) => Alternative[]

const RANKS = ['assumed', 'likely', 'proven']

const lastStep = (path: string): string => path.slice(path.lastIndexOf('/'))

const keyOf = ({ control, container, path }: Target): string => `${control}\n${container ?? ''}\n${path}`

const targetOf = ({ control, assessment: { container, path } }: Verdict): Target => ({
  control: control.id,
  ...(container === undefined ? {} : { container }),
  path,
})

const outcomeOf = (found: Verdict): Outcome => {
  const { verdict } = found
  if (found.verdict === 'changed') return { verdict, confidence: found.confidence }
  return found.verdict === 'held' ? { verdict, cause: found.cause } : { verdict }
}

const outcomesOf = ({ verdicts }: ObjectResult): [Target, Outcome][] =>
  verdicts
    .flatMap(({ changed, held, compliant }): Verdict[] => [...changed, ...held, ...compliant])
    .map((verdict) => [targetOf(verdict), outcomeOf(verdict)])

/** Tells whether a verdict differs for the reader: of two changes, the one with better evidence does. */
const differs = (now: Outcome, then: Outcome): boolean =>
  now.verdict === 'changed' && then.verdict === 'changed'
    ? RANKS.indexOf(then.confidence ?? '') > RANKS.indexOf(now.confidence ?? '')
    : now.verdict !== then.verdict

/** Under a condition, a verdict of the pod may become one of its containers, and the other way round. */
const isAlike = (target: Target, other: Target): boolean =>
  other.control === target.control &&
  lastStep(other.path) === lastStep(target.path) &&
  (target.container === undefined || other.container === undefined || target.container === other.container)

/** Hardens an object again under each condition, to find those that change a verdict. */
export const alternativesFor = (scenario: Scenario, { verdicts }: ObjectResult): FindAlternatives => {
  const held = verdicts.flatMap((list) => list.held.map(({ control }) => control))
  const { profile } = scenario.context.options.configuration
  const tried = conditionsFor([...new Set(held)], profile).map((condition) => {
    const { object, context } = condition.change(scenario)
    const outcomes = outcomesOf(hardenObject(object, context))
    return { condition, outcomes, exact: new Map(outcomes.map(([target, outcome]) => [keyOf(target), outcome])) }
  })
  return (target, now) =>
    tried.flatMap(({ condition, outcomes, exact }) => {
      if (condition.control !== undefined && condition.control !== target.control) return []
      const same = exact.get(keyOf(target))
      const then = same ?? outcomes.find(([other, outcome]) => isAlike(target, other) && differs(now, outcome))?.[1]
      if (then === undefined || !differs(now, then) || (condition.isNeed === true && then.verdict !== 'held')) return []
      const fact = condition.fact === undefined ? {} : { fact: condition.fact }
      return [{ ...then, if: condition.if(target.control), ...fact }]
    })
}

const CONTAINER = /^.*\/(?:initContainers|containers|ephemeralContainers)\/\d+(?:\/|$)/

/** Names a field by its steps below the container or the pod spec, without the indexes of list items. */
const fieldName = (path: string): string => {
  const own = CONTAINER.test(path) ? path.replace(CONTAINER, '') : path.slice(path.lastIndexOf('/spec/') + 1)
  return stepsOf(`/${own.replace(/^spec\//, '')}`)
    .filter((step) => step !== 'securityContext' && !/^\d+$/.test(step))
    .join('.')
}

/** Quotes a field as the manifest sets it; mappings and lists of them are not quoted. */
const quote = ({ value, at }: InputObject, path: string): string => {
  const found = valueAt(value, path.slice(at.pointer.length)) ?? undefined
  if (found === undefined) return `no ${fieldName(path)}`
  const items = [found].flat()
  return items.some((item) => item !== null && typeof item === 'object')
    ? 'nothing to change'
    : `${fieldName(path)}: ${items.join(', ')}`
}

/**
 * Explains a compliant target.
 * @param line the line of the field in `file`, or of its nearest parent
 */
export const compliantVerdict = (
  object: InputObject,
  { control, assessment: { container, path } }: CompliantVerdict,
  line: number,
  file: string,
): ExplainedVerdict => ({
  control: control.id,
  ...(container === undefined ? {} : { container }),
  path,
  line,
  verdict: 'compliant',
  evidence: [{ source: 'manifest', text: quote(object, path), line, file }],
  references: control.references,
  alternatives: [],
})

/** Adds the name of the file to evidence that has a line. */
const inFile = (evidence: readonly ReportedEvidence[], file: string): ReportedEvidence[] =>
  evidence.map((item) => (item.line === undefined ? item : { file, ...item }))

const exemptionOf = ({ control, container, resource: { kind, namespace, name } }: Change): ExemptionSnippet => ({
  controls: [control],
  match: {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(container === undefined ? {} : { container }),
  },
})

/** Explains a change: what would alter the verdict, and the exemption that would hold it. */
export const changedVerdict = (change: Change, findAlternatives: FindAlternatives, file: string): ExplainedVerdict => {
  const { document: _document, resource: _resource, edits: _edits, evidence, ...entry } = change
  return {
    ...entry,
    verdict: 'changed',
    evidence: inFile(evidence, file),
    alternatives: findAlternatives(entry, { verdict: 'changed', confidence: entry.confidence }),
    exemption: exemptionOf(change),
  }
}

/** Explains a held change and what would alter the verdict; a decision is altered in the manifest. */
export const heldVerdict = (held: Held, findAlternatives: FindAlternatives, file: string): ExplainedVerdict => {
  const { document: _document, resource: _resource, evidence, ...entry } = held
  const { cause } = entry
  const line = evidence[0]?.line ?? entry.line
  const decision = { verdict: 'compliant' as const, if: `the manifest sets it otherwise at ${file}:${line}` }
  return {
    ...entry,
    verdict: 'held',
    evidence: inFile(evidence, file),
    alternatives: [
      ...(cause === 'deviation' ? [decision] : []),
      ...findAlternatives(entry, { verdict: 'held', cause }),
    ],
  }
}
