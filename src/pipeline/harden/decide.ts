import type { Assessment, Cause, Evidence, Exemption, Objection, Stance } from '../../model.ts'
import { stepsOf } from '../../pointer.ts'
import type { HeldVerdict, Rule, Verdict } from '../types.ts'

/** What turns an assessment into a verdict. */
export interface Conditions {
  control: Rule
  stance: Stance
  exemption?: Exemption | undefined
  /** The first field of the operations that the kind does not keep, and the source of that. */
  unwritable?: { field: string; source: string | undefined } | undefined
  kind: string
}

const SOURCE_HINT = 'change it in the chart or manifest that sets it'

const DECIDED = {
  cause: 'deviation',
  reason: 'the manifest sets it explicitly',
  hint: SOURCE_HINT,
} as const

/** Lists each piece of evidence once: an objection often rests on what the assessment rests on. */
const unique = (evidence: readonly Evidence[]): Evidence[] => [
  ...new Map(evidence.map((item) => [`${item.at?.document}${item.at?.pointer}\n${item.text}`, item])).values(),
]

type Why = Pick<HeldVerdict, 'cause' | 'reason' | 'hint' | 'expected'>

const whyOf = ({ cause, reason, hint, expected }: Objection): Why => ({
  cause,
  reason,
  hint,
  ...(expected === undefined ? {} : { expected }),
})

const hold = (control: Rule, assessment: Assessment, why: Why, evidence: readonly Evidence[]): HeldVerdict => {
  const { operations, confidence } = assessment
  return {
    verdict: 'held',
    control,
    assessment,
    ...why,
    evidence: unique(evidence),
    ...(operations !== undefined && operations.length > 0 ? { operations } : {}),
    ...(confidence === undefined ? {} : { confidence }),
  }
}

const describeExemption = ({ reason, owner, expires }: Exemption): string =>
  [reason, owner === undefined ? '' : `owner ${owner}`, expires === undefined ? '' : `until ${expires}`]
    .filter((part) => part !== '')
    .join('; ')

/** Where the user finds an exemption; one of a built-in profile has no place. */
const exemptionEvidence = ({ configured, annotation }: Exemption): Evidence[] => {
  if (annotation !== undefined)
    return [{ source: 'manifest', text: `annotation ${stepsOf(annotation.pointer).at(-1)}`, at: annotation }]
  return configured === undefined
    ? []
    : [{ source: 'configuration', text: `exemption in ${configured.file}:${configured.line}` }]
}

/** Holds an assessment for reasons that no stance overrides, if there are any. */
const holdUnderAnyStance = (assessment: Assessment, conditions: Conditions): HeldVerdict | undefined => {
  const { control, exemption, unwritable, kind } = conditions
  const { evidence = [], objection } = assessment
  const holdFor = (cause: Cause, reason: string, hint: string, items: readonly Evidence[]): HeldVerdict =>
    hold(control, assessment, { cause, reason, hint }, items)
  if (exemption !== undefined) {
    const reason = `exempt: ${describeExemption(exemption)}`
    const hint = 'remove the exemption to harden it'
    return holdFor('exemption', reason, hint, [...exemptionEvidence(exemption), ...evidence])
  }
  if (unwritable !== undefined) {
    const { field, source } = unwritable
    const known: Evidence[] = source === undefined ? [] : [{ source: 'kubernetes', text: source }]
    const reason = `the operator of ${kind} drops ${field} or sets it itself`
    const hint = 'set it through the operator, if it can be set at all'
    return hold(control, assessment, { cause: 'api-rule', reason, hint, expected: true }, [...evidence, ...known])
  }
  if (objection?.cause === 'api-rule')
    return hold(control, assessment, whyOf(objection), [...(objection.evidence ?? []), ...evidence])
  return undefined
}

/**
 * Turns an assessment into a verdict. Exemptions and the API's own rules hold under every stance, objections and
 * decisions under every stance but `enforce`, and what is only assumed under `cautious`.
 */
export const decide = (assessment: Assessment, conditions: Conditions): Verdict => {
  const { control, stance } = conditions
  if (assessment.state === 'compliant') return { verdict: 'compliant', control, assessment }
  const held = holdUnderAnyStance(assessment, conditions)
  if (held !== undefined) return held
  const {
    operations = [],
    confidence = 'assumed',
    reason = 'the field is weaker than the control requires',
  } = assessment
  const { evidence = [] } = assessment
  const objection = assessment.objection ?? (assessment.state === 'decided' ? DECIDED : undefined)
  const opposing = assessment.objection?.evidence ?? []
  const canChange = operations.length > 0
  const isOverridden = stance === 'enforce' && canChange && assessment.objection?.overridable !== false
  const holdFor = (cause: Cause, why: string, hint: string): HeldVerdict =>
    hold(control, assessment, { cause, reason: why, hint }, evidence)
  if (objection !== undefined && !isOverridden)
    return hold(control, assessment, whyOf(objection), [...opposing, ...evidence])
  if (!canChange) return holdFor('evidence', reason, SOURCE_HINT)
  if (stance === 'report')
    return holdFor('stance', `${reason}; the profile only reports it`, `set ${control.id}: default to have it changed`)
  if (stance === 'cautious' && confidence === 'assumed')
    return holdFor(
      'stance',
      `${reason}; nothing shows that the workload runs with the change`,
      `try it, then set ${control.id}: default`,
    )
  const overridden: Evidence[] =
    objection === undefined ? [] : [{ source: 'configuration', text: `enforced although ${objection.reason}` }]
  return {
    verdict: 'changed',
    control,
    assessment,
    reason,
    evidence: unique([...evidence, ...opposing, ...overridden]),
    operations,
    confidence,
  }
}
