import { imageOf } from '../evidence/image/facts.ts'
import { startsOwnProgram } from '../evidence/image/start.ts'
import type { Container, Evidence, EvidenceContext, ImageFacts, Pod } from '../model.ts'

/** Makes a finder of a fact about what the program of an image calls; none if the container starts another program. */
const factFinder =
  (say: (facts: ImageFacts) => string | undefined) =>
  (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
    const known = startsOwnProgram(container) ? imageOf(pod, container, context) : undefined
    const text = known && say(known.facts)
    return known === undefined || text === undefined ? [] : [known.cite(`${known.facts.image} ${text}`)]
  }

/** Finds the fact that an image calls programs with the setuid bit, which need default capabilities of root. */
export const findSetuidCalls = factFinder(({ setuid = [] }) =>
  setuid.length === 0 ? undefined : `calls ${setuid.join(', ')}`,
)

/** Finds the fact that an image calls programs which gain privileges, by the setuid bit or by file capabilities. */
export const findGainerCalls = factFinder(({ setuid = [], needsPrivilegeEscalation }) => {
  if (setuid.length > 0) return `calls ${setuid.join(', ')}`
  return needsPrivilegeEscalation === true ? 'has programs that gain privileges' : undefined
})

/** Finds the fact that an image calls the Kubernetes API with the token of its pod. */
export const findApiCalls = factFinder(({ apiToken }) => (apiToken === true ? 'calls the Kubernetes API' : undefined))
