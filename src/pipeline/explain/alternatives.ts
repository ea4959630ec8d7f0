import type { Alternative } from '../../model/explanation.ts'
import type { Assessment } from '../../model.ts'
import { hardenObject } from '../harden/object.ts'
import type { ObjectOutcome, Rule } from '../types.ts'
import { type Condition, conditionsFor, type Scenario } from './conditions.ts'

type Ruled = Pick<Alternative, 'verdict' | 'confidence' | 'cause'>
type Target = Pick<Assessment, 'container' | 'path'> & { control: string }

/** What would become of one verdict under the conditions that change it. */
export type FindAlternatives = (target: Target, now: Ruled) => Alternative[]

const RANKS = ['assumed', 'likely', 'proven']

const stepOf = (path: string): string => path.slice(path.lastIndexOf('/'))

const keyOf = ({ control, container, path }: Target): string => `${control}\n${container ?? ''}\n${path}`

const rulingsOf = ({ outcomes }: ObjectOutcome): [Target, Ruled][] => {
  const target = (control: Rule, { container, path }: Assessment): Target => ({
    control: control.id,
    ...(container === undefined ? {} : { container }),
    path,
  })
  return outcomes.flatMap(({ changed, held, compliant }) => [
    ...changed.map(({ control, assessment, verdict: { verdict, confidence } }): [Target, Ruled] => [
      target(control, assessment),
      { verdict, confidence },
    ]),
    ...held.map(({ control, assessment, verdict: { verdict, cause } }): [Target, Ruled] => [
      target(control, assessment),
      { verdict, cause },
    ]),
    ...compliant.map(({ control, assessment }): [Target, Ruled] => [
      target(control, assessment),
      { verdict: 'compliant' },
    ]),
  ])
}

/** A verdict that is another one for the reader: of two changes only the one on better evidence. */
const isNews = (now: Ruled, then: Ruled): boolean =>
  now.verdict === 'changed' && then.verdict === 'changed'
    ? RANKS.indexOf(then.confidence ?? '') > RANKS.indexOf(now.confidence ?? '')
    : now.verdict !== then.verdict

/** What was said of the pod may be said of its containers under a condition, and the other way round. */
const isAlike = (target: Target, other: Target): boolean =>
  other.control === target.control &&
  stepOf(other.path) === stepOf(target.path) &&
  (target.container === undefined || other.container === undefined || target.container === other.container)

/** Judges an object again under each condition; what it answers with tells what changes a verdict. */
export const alternativesFor = (scenario: Scenario, outcome: ObjectOutcome): FindAlternatives => {
  const held = outcome.outcomes.flatMap((one) => one.held.map(({ control }) => control))
  const tried = conditionsFor([...new Set(held)], scenario.ruling.options.configuration.profile).map(
    (condition: Condition) => {
      const { object, ruling } = condition.change(scenario)
      const rulings = rulingsOf(hardenObject(object, ruling))
      return { probe: condition, rulings, exact: new Map(rulings.map(([target, ruled]) => [keyOf(target), ruled])) }
    },
  )
  return (target, now) =>
    tried.flatMap(({ probe, rulings, exact }) => {
      if (probe.control !== undefined && probe.control !== target.control) return []
      const same = exact.get(keyOf(target))
      const then = same ?? rulings.find(([other, ruled]) => isAlike(target, other) && isNews(now, ruled))?.[1]
      if (then === undefined || !isNews(now, then) || (probe.isNeed === true && then.verdict !== 'held')) return []
      return [{ ...then, if: probe.if(target.control), ...(probe.fact === undefined ? {} : { fact: probe.fact }) }]
    })
}
