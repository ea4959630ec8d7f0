import type { Assessment, Cause, Evidence, Exemption, Stance } from '../../model.ts'
import { stepsOf } from '../../pointer.ts'
import type { HeldVerdict, Verdict } from '../types.ts'

interface Given {
  control: string
  stance: Stance
  exemption?: Exemption | undefined
  /** The first field among the operations that must not be written in this kind, and where that is known from. */
  unwritable?: { field: string; source: string | undefined } | undefined
  kind: string
}

const DECIDED = {
  cause: 'deviation',
  reason: 'somebody decided so',
  hint: 'change it where the manifest is made',
} as const

/** Each clue once: what opposes a change is often what it would be about. */
const unique = (clues: readonly Evidence[]): Evidence[] => [
  ...new Map(clues.map((clue) => [`${clue.at?.document}${clue.at?.pointer}\n${clue.text}`, clue])).values(),
]

const hold = (judgement: Assessment, cause: Cause, reason: string, hint: string, evidence: Evidence[]): HeldVerdict => {
  const { operations, confidence } = judgement
  return {
    verdict: 'held',
    cause,
    reason,
    hint,
    evidence: unique(evidence),
    ...(operations !== undefined && operations.length > 0 ? { operations } : {}),
    ...(confidence === undefined ? {} : { confidence }),
  }
}

const describe = ({ reason, owner, expires }: Exemption): string =>
  [reason, owner === undefined ? '' : `owner ${owner}`, expires === undefined ? '' : `until ${expires}`]
    .filter((part) => part !== '')
    .join('; ')

/** Where an exemption stands; a built-in profile is no place to look at. */
const whereabouts = ({ configured, annotation }: Exemption): Evidence[] => {
  if (annotation !== undefined)
    return [{ source: 'manifest', text: `annotation ${stepsOf(annotation.pointer).at(-1)}`, at: annotation }]
  return configured === undefined
    ? []
    : [{ source: 'configuration', text: `exemption in ${configured.file}:${configured.line}` }]
}

/** What speaks against a judgement, whatever the stance; undefined where nothing does. */
const holdAnyway = (judgement: Assessment, given: Given, evidence: Evidence[]): HeldVerdict | undefined => {
  const { exemption, unwritable, kind } = given
  if (exemption !== undefined)
    return hold(judgement, 'exemption', `exempt: ${describe(exemption)}`, 'remove the exemption to have it hardened', [
      ...whereabouts(exemption),
      ...evidence,
    ])
  if (unwritable !== undefined) {
    const { field, source } = unwritable
    const known: Evidence[] = source === undefined ? [] : [{ source: 'kubernetes', text: source }]
    return hold(
      judgement,
      'api-rule',
      `${field} is not to be written in the kind ${kind}: its operator drops it or relies on its own`,
      'set it through the operator, if it can be set at all',
      [...evidence, ...known],
    )
  }
  if (judgement.objection?.cause === 'api-rule') {
    const { reason, hint } = judgement.objection
    return hold(judgement, 'api-rule', reason, hint, [...(judgement.objection.evidence ?? []), ...evidence])
  }
  return undefined
}

/** Turns a judgement into a verdict (DESIGN: stances, decisions, exemptions). */
export const decide = (judgement: Assessment, given: Given): Verdict => {
  if (judgement.state === 'compliant') return { verdict: 'compliant' }
  const evidence = judgement.evidence ?? []
  const held = holdAnyway(judgement, given, evidence)
  if (held !== undefined) return held
  const { stance, control } = given
  const { operations = [], confidence = 'assumed', reason = 'it was not as hard as the control asks' } = judgement
  const against = judgement.objection ?? (judgement.state === 'decided' ? DECIDED : undefined)
  const objections = judgement.objection?.evidence ?? []
  const canChange = operations.length > 0
  if (against !== undefined && !(stance === 'enforce' && canChange && judgement.objection?.overridable !== true))
    return hold(judgement, against.cause, against.reason, against.hint, [...objections, ...evidence])
  if (!canChange) return hold(judgement, 'evidence', reason, 'change it where the manifest is made', evidence)
  if (stance === 'report')
    return hold(
      judgement,
      'stance',
      `${reason}; the profile only reports it`,
      `set ${control}: default to have it changed`,
      evidence,
    )
  if (stance === 'cautious' && confidence === 'assumed')
    return hold(
      judgement,
      'stance',
      `${reason}; nothing shows that the workload can bear the change`,
      `try it, then set ${control}: default`,
      evidence,
    )
  const overruled: Evidence[] =
    against === undefined ? [] : [{ source: 'configuration', text: `enforced although ${against.reason}` }]
  return {
    verdict: 'changed',
    reason,
    evidence: unique([...evidence, ...objections, ...overruled]),
    operations,
    confidence,
  }
}
