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
const unique = (evidence: readonly Evidence[]): Evidence[] => [
  ...new Map(evidence.map((clue) => [`${clue.at?.document}${clue.at?.pointer}\n${clue.text}`, clue])).values(),
]

const hold = (
  assessment: Assessment,
  cause: Cause,
  reason: string,
  hint: string,
  evidence: Evidence[],
): HeldVerdict => {
  const { operations, confidence } = assessment
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
const holdAnyway = (assessment: Assessment, given: Given, evidence: Evidence[]): HeldVerdict | undefined => {
  const { exemption, unwritable, kind } = given
  if (exemption !== undefined)
    return hold(assessment, 'exemption', `exempt: ${describe(exemption)}`, 'remove the exemption to have it hardened', [
      ...whereabouts(exemption),
      ...evidence,
    ])
  if (unwritable !== undefined) {
    const { field, source } = unwritable
    const known: Evidence[] = source === undefined ? [] : [{ source: 'kubernetes', text: source }]
    return hold(
      assessment,
      'api-rule',
      `${field} is not to be written in the kind ${kind}: its operator drops it or relies on its own`,
      'set it through the operator, if it can be set at all',
      [...evidence, ...known],
    )
  }
  if (assessment.objection?.cause === 'api-rule') {
    const { reason, hint } = assessment.objection
    return hold(assessment, 'api-rule', reason, hint, [...(assessment.objection.evidence ?? []), ...evidence])
  }
  return undefined
}

/** Turns a judgement into a verdict (DESIGN: stances, decisions, exemptions). */
export const decide = (assessment: Assessment, given: Given): Verdict => {
  if (assessment.state === 'compliant') return { verdict: 'compliant' }
  const evidence = assessment.evidence ?? []
  const held = holdAnyway(assessment, given, evidence)
  if (held !== undefined) return held
  const { stance, control } = given
  const { operations = [], confidence = 'assumed', reason = 'it was not as hard as the control asks' } = assessment
  const objection = assessment.objection ?? (assessment.state === 'decided' ? DECIDED : undefined)
  const objections = assessment.objection?.evidence ?? []
  const canChange = operations.length > 0
  if (objection !== undefined && !(stance === 'enforce' && canChange && assessment.objection?.overridable !== false))
    return hold(assessment, objection.cause, objection.reason, objection.hint, [...objections, ...evidence])
  if (!canChange) return hold(assessment, 'evidence', reason, 'change it where the manifest is made', evidence)
  if (stance === 'report')
    return hold(
      assessment,
      'stance',
      `${reason}; the profile only reports it`,
      `set ${control}: default to have it changed`,
      evidence,
    )
  if (stance === 'cautious' && confidence === 'assumed')
    return hold(
      assessment,
      'stance',
      `${reason}; nothing shows that the workload can bear the change`,
      `try it, then set ${control}: default`,
      evidence,
    )
  const overruled: Evidence[] =
    objection === undefined ? [] : [{ source: 'configuration', text: `enforced although ${objection.reason}` }]
  return {
    verdict: 'changed',
    reason,
    evidence: unique([...evidence, ...objections, ...overruled]),
    operations,
    confidence,
  }
}
