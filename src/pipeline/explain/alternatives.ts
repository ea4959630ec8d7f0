import type { Alternative } from '../../model/explanation.ts'
import { hardenObject } from '../harden/object.ts'
import type { ObjectResult, Verdict } from '../types.ts'
import { conditionsFor } from './conditions.ts'
import type { Scenario } from './scenarios.ts'

type Outcome = Pick<Alternative, 'verdict' | 'confidence' | 'cause'>

interface Target {
  control: string
  container?: string
  path: string
}

/** Lists what would become of one verdict under the conditions that change it. */
export type FindAlternatives = (target: Target, now: Outcome) => Alternative[]

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
