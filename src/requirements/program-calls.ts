import { startsOwnProgram } from '../evidence/image/start.ts'
import { findWords, PING, programNames } from '../evidence/text/commands.ts'
import type { Container, Evidence, ImageFacts, KnownImage, Pod } from '../model.ts'
import { allowsPing } from './capability-uses.ts'
import { SETUID_PROGRAMS } from './root-signs.ts'

/** Makes a finder of a fact about what the program of an image calls; none if the container starts another program. */
const factFinder =
  (say: (facts: ImageFacts) => string | undefined) =>
  (container: Container, image: KnownImage | undefined): Evidence[] => {
    const known = startsOwnProgram(container) ? image : undefined
    const text = known && say(known.facts)
    return known === undefined || text === undefined ? [] : [known.cite(`${known.facts.image} ${text}`)]
  }

/** Finds the fact that an image calls programs with the setuid bit, which need default capabilities of root. */
const findSetuidCalls = factFinder(({ setuid = [] }) =>
  setuid.length === 0 ? undefined : `calls ${setuid.join(', ')}`,
)

/** Finds the fact that an image calls programs which gain privileges, by the setuid bit or by file capabilities. */
export const findGainerCalls = factFinder(({ setuid = [], needsPrivilegeEscalation }) => {
  if (setuid.length > 0) return `calls ${setuid.join(', ')}`
  return needsPrivilegeEscalation === true ? 'has programs that gain privileges' : undefined
})

/** Finds the fact that an image calls the Kubernetes API with the token of its pod. */
export const findApiCalls = factFinder(({ apiToken }) => (apiToken === true ? 'calls the Kubernetes API' : undefined))

const GAINERS = programNames(...SETUID_PROGRAMS)
const GAINERS_BUT_PING = programNames(...SETUID_PROGRAMS.filter((name) => name !== PING))

/** Finds programs in commands that gain privileges. */
export const findGainers = (pod: Pod, container: Container): Evidence[] => findWords(pod, container, GAINERS)

/**
 * Finds programs that gain privileges and so use default capabilities of root; ping only without a sysctl that allows it.
 */
export const findSetuidPrograms = (pod: Pod, container: Container, image: KnownImage | undefined): Evidence[] => [
  ...findWords(pod, container, allowsPing(pod) ? GAINERS_BUT_PING : GAINERS),
  ...findSetuidCalls(container, image),
]
