import { imageUserOf } from '../../evidence/image/user.ts'
import { addedCapabilities } from '../../kube/pod/security-context.ts'
import type { Confidence, Container, Evidence, EvidenceContext, ImageUser, Json, Pod } from '../../model.ts'
import type { Mutation } from './mutate.ts'

/** What is known about a container whose field a policy changes. */
export interface Consequences {
  evidence: Evidence[]
  /** What the change means for the image; appended to the reason. */
  warning?: string
  confidence: Confidence
}

type Lookup = (pod: Pod, container: Container, value: Json, context: EvidenceContext) => Consequences

const ASSUMED: Consequences = { evidence: [], confidence: 'assumed' }

/** The user of an image, and the consequences in general and for a value that fits that user. */
interface KnownUser {
  user: ImageUser
  found: Consequences
  fits: Consequences
}

/** Rates a value by the user of the image, or without facts by evidence of root in the manifest. */
const lookAtImageUser =
  (rate: (known: KnownUser, value: Json) => Consequences): Lookup =>
  (pod, container, value, context) => {
    const { image: known } = context.requirementsOf(pod, container)
    const user = known === undefined ? undefined : imageUserOf(known)
    const evidence = context.requirementsOf(pod, container).rootSigns
    if (user === undefined) return { ...ASSUMED, evidence }
    const found = { ...ASSUMED, evidence: [user.evidence, ...evidence] }
    return rate({ user, found, fits: { ...found, confidence: evidence.length === 0 ? 'likely' : 'assumed' } }, value)
  }

const UNFIT = { root: 'its image starts as root', name: 'its image sets its user by name' } as const

const lookAtUser = lookAtImageUser(({ user, found, fits }, value) => {
  if (user.user === value) return fits
  if (user.user === undefined) return { ...found, warning: user.starts === 'root' ? UNFIT.root : UNFIT.name }
  const verb = user.starts === 'number' ? 'runs' : 'works'
  return { ...found, warning: `its image ${verb} as user ${user.user}` }
})

const lookAtNonRoot = lookAtImageUser(({ user: { starts }, found, fits }) => {
  if (starts === 'number') return fits
  return starts === 'unknown' ? found : { ...found, warning: `${UNFIT[starts]}, which the kubelet refuses` }
})

const lookAtGroup: Lookup = (pod, container, value, context) => {
  const { image: known } = context.requirementsOf(pod, container)
  const group = known?.facts.group
  if (known === undefined || group === undefined) return ASSUMED
  const evidence = [known.cite(`${known.facts.image} works with group ${group}`)]
  return group === value
    ? { evidence, confidence: 'likely' }
    : { ...ASSUMED, evidence, warning: `its image works with group ${group}` }
}

const lookAtRootFilesystem: Lookup = (pod, container, _value, context) => {
  const { image: known } = context.requirementsOf(pod, container)
  if (known === undefined) return ASSUMED
  const { image, writable = [], readOnlyRoot } = known.facts
  const paths = writable.filter(({ whenMounted }) => whenMounted === undefined).map(({ path }) => path)
  const evidence = [
    ...(readOnlyRoot === false ? [known.cite(`${image} runs with a writable root filesystem`)] : []),
    ...(paths.length === 0 ? [] : [known.cite(`${image} writes to ${paths.join(', ')}`)]),
  ]
  if (evidence.length === 0) return ASSUMED
  const warning =
    paths.length === 0 ? 'its image needs a writable root filesystem' : `its image writes to ${paths.join(', ')}`
  return { ...ASSUMED, evidence, warning }
}

const lookAtDrops: Lookup = (pod, container, value, context) => {
  const { image: known } = context.requirementsOf(pod, container)
  if (known === undefined || !Array.isArray(value)) return ASSUMED
  const { image, capabilities = [], rootCapabilities = [], fileCapabilities = [] } = known.facts
  const needed = [...new Set([...capabilities, ...rootCapabilities, ...fileCapabilities])]
  const added = addedCapabilities(container)
  const lost = needed.filter((name) => !added.includes(name) && (value.includes('ALL') || value.includes(name)))
  if (lost.length === 0) return ASSUMED
  const words = lost.join(', ')
  return { ...ASSUMED, evidence: [known.cite(`${image} needs ${words}`)], warning: `its image needs ${words}` }
}

const LOOKUPS: Readonly<Record<string, Lookup>> = {
  runAsUser: lookAtUser,
  runAsNonRoot: lookAtNonRoot,
  runAsGroup: lookAtGroup,
  readOnlyRootFilesystem: lookAtRootFilesystem,
  drop: lookAtDrops,
}

/** Finds what the manifest and facts about the image show about a change that a policy requires. */
export const findConsequences = (
  pod: Pod,
  { container, steps, value }: Mutation,
  context: EvidenceContext,
): Consequences => {
  const look = LOOKUPS[steps.at(-1) ?? '']
  return container === undefined || look === undefined ? ASSUMED : look(pod, container, value, context)
}
