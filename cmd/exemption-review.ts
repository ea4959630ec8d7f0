import { harden } from '../src/harden.ts'
import type { Exemption, Held, InputFile, Options, Report } from '../src/model.ts'
import { ALL_RULES } from '../src/pipeline/all-rules.ts'
import { whyStale } from '../src/profile/stale-reason.ts'

/** An exemption of the configuration, and what it is good for in some manifests. */
export interface Review {
  exemption: Exemption
  /** What it holds, or would hold where it has expired. */
  held: Held[]
  /** Why it holds nothing, where that is so. */
  stale?: string
}

/** The number in the reason of what an exemption holds. */
const NUMBER = /\d+$/

/** Before any day on which an exemption may expire. */
const LONG_AGO = '0000-01-01'

/** A report in which each exemption goes by its number, whatever the day. */
const numbered = (files: readonly InputFile[], options: Options, list: readonly { exemption: Exemption }[]): Report => {
  const exemptions = list.map(({ exemption }, i): Exemption => {
    const { controls, match } = exemption
    return { controls, match, reason: String(i) }
  })
  const configuration = { ...options.configuration, exemptions, exemptionAnnotations: false }
  return harden(files, { ...options, configuration, today: LONG_AGO }, ALL_RULES).report
}

/**
 * What each exemption of a configuration holds, expired ones included. The first that matches holds; those that held
 * nothing are asked again without the others, until none of them holds anything, which are the stale ones.
 * @throws InputError for manifests that Kubernetes could not read
 */
export const reviewExemptions = (files: readonly InputFile[], options: Options): Review[] => {
  const { configuration } = options
  const reviews = configuration.exemptions.map((exemption): Review => ({ exemption, held: [] }))
  for (let left: readonly Review[] = reviews; left.length > 0; ) {
    const report = numbered(files, options, left)
    for (const entry of report.held.filter(({ cause }) => cause === 'exemption'))
      left[Number(NUMBER.exec(entry.reason)?.[0])]?.held.push(entry)
    const idle = left.filter(({ held }) => held.length === 0)
    if (idle.length === left.length)
      for (const review of idle) review.stale = whyStale(review.exemption, report, configuration)
    left = idle.length === left.length ? [] : idle
  }
  return reviews
}
