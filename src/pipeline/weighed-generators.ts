import type { StreamObject } from '../model.ts'
import type { Addition } from './addition.ts'
import { ALL_RULES } from './all-rules.ts'
import { hardenObject, type ObjectOutcome } from './harden-object.ts'
import type { Prepared } from './prepared.ts'

/** What generators say of one object. */
export interface Generated {
  outcomes: ObjectOutcome['outcomes']
  additions: Addition[]
}

const NOTHING: Generated = { outcomes: [], additions: [] }

const isIn = (object: StreamObject, { origin, settled }: Addition): boolean =>
  object.at.document === origin && settled.judgement.path.startsWith(`${object.at.pointer}/`)

/**
 * Asks the generators that are on, for which all of the stream has to be hardened, and gives what they say of an object.
 * What only they need is parsed, so that `prepared` may hold more objects afterwards.
 * @throws InputError for a document that Kubernetes could not read
 */
export const askGenerators = (prepared: Prepared): ((object: StreamObject) => Generated) => {
  const { controls } = prepared.ruling.options.configuration
  if (ALL_RULES.generators.every((id) => (controls[id] ?? 'off') === 'off')) return () => NOTHING
  const outcomes = prepared.objects.map((list) => list.map((object) => hardenObject(object, prepared.ruling)))
  const ofControls = new Map(outcomes.flat().map((outcome) => [outcome, outcome.outcomes.length]))
  const additions = ALL_RULES.generate(prepared, outcomes)
  return (object) => {
    const found = outcomes[object.at.document]?.find(({ subject }) => subject.pointer === object.at.pointer)
    return {
      outcomes: found?.outcomes.slice(ofControls.get(found) ?? 0) ?? [],
      additions: additions.filter((addition) => isIn(object, addition)),
    }
  }
}
