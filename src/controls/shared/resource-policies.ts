import type { Missing } from '../../evidence/amounts.ts'
import { limitRangeBounds, limitRangeDefault } from '../../evidence/limit-ranges.ts'
import { exceededQuotas } from '../../evidence/resource-quotas.ts'
import type { Context, Objection, Pod } from '../../model.ts'

/** What LimitRanges and ResourceQuotas of the stream say against an amount: they set one themselves, or would refuse this one. */
export const findResourcePolicy = (pod: Pod, missing: Missing, context: Context): Objection | undefined => {
  const { list, name, amount } = missing
  const setter = limitRangeDefault(pod, list, name, context)
  if (setter !== undefined)
    return {
      cause: 'evidence',
      reason: 'a LimitRange of this stream gives containers without an amount one of its own',
      hint: 'rely on the LimitRange, or set the amount that the container needs',
      evidence: [setter],
      final: true,
    }
  const broken = limitRangeBounds(pod, missing, context)
  if (broken.length > 0)
    return {
      cause: 'evidence',
      reason: `a LimitRange of this stream may refuse ${amount}`,
      hint: 'set an amount that the LimitRange allows',
      evidence: broken,
      final: true,
    }
  const exceeded = exceededQuotas(pod, missing, context)
  if (exceeded.length > 0)
    return {
      cause: 'evidence',
      reason: `a ResourceQuota of this stream has no room for ${amount} in each pod of the workload`,
      hint: 'set an amount that the ResourceQuota has room for',
      evidence: exceeded,
      final: true,
    }
  return undefined
}
