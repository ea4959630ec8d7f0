import type { Finding } from '../kube/pod-security-check.ts'
import type { Json } from '../model.ts'
import { reasonAt } from './reason.ts'
import type { Judge, Rule, Violation } from './types.ts'

/** The judge of a standard whose clauses are rules; `check` is the standard's id of the clause. */
export const judgeBy = (rules: readonly (Rule & { check: string })[]): Judge => {
  const violations = (
    found: readonly Finding[],
    { check, asks }: { check: string; asks: string },
    object: Json,
    root: string,
  ): Violation[] =>
    found.map((finding) => ({ ...finding, check, reason: reasonAt(object, root, finding.pointer, asks) }))
  return {
    pod: (pod, context) =>
      rules.flatMap((rule) => violations(rule.pod?.(pod, context) ?? [], rule, pod.object, pod.objectPointer)),
    object: (object, context) =>
      rules.flatMap((rule) => violations(rule.object?.(object, context) ?? [], rule, object.value, object.at.pointer)),
  }
}
