import { objectionIf } from '../../evidence/evidence.ts'
import type { Evidence, Objection, WriteBlocker, WritePlan } from '../../model.ts'

/** Makes an objection if there is evidence; the hint ends with setting the flag. */
export const writeObjection = (evidence: readonly Evidence[], reason: string, hint: string): Objection | undefined =>
  objectionIf(evidence, reason, `${hint}, then set readOnlyRootFilesystem: true`)

const HIDDEN = 'the image contains files where it writes, and an empty volume would hide them'

const OWN_COPY = 'copy them to a volume that is mounted at the path'

/** Why a path prevents the change, and what to do; `paths` are those of the blockers. */
interface BlockerText {
  kind: WriteBlocker['kind']
  reason: string
  hint: string | ((paths: string) => string)
}

const BLOCKERS: readonly BlockerText[] = [
  {
    kind: 'no-shell',
    reason: `${HIDDEN}; the image has no shell to copy them with`,
    hint: (paths) => `have the image write outside of ${paths}, or copy the files with another image`,
  },
  {
    kind: 'as-root',
    reason: `${HIDDEN}; the container may run as root, and a copy without capabilities changes their owner`,
    hint: (paths) => `set a runAsUser other than 0 that may write to ${paths}`,
  },
  { kind: 'before', reason: `${HIDDEN}; an init container gets no copy of them`, hint: OWN_COPY },
  { kind: 'no-init', reason: `${HIDDEN}; its kind does not keep an added init container`, hint: OWN_COPY },
  { kind: 'not-copied', reason: `${HIDDEN}; only directories of the program itself are copied`, hint: OWN_COPY },
  {
    kind: 'seeded',
    reason: HIDDEN,
    hint: (paths) =>
      `set seed: true for the image under images in the configuration, so that an init container copies ${paths} to an emptyDir, or copy them yourself`,
  },
  {
    kind: 'owned',
    reason: 'the image requires that its user owns the data directory, but root owns an emptyDir',
    hint: 'mount a persistent volume for its data',
  },
  {
    kind: 'named',
    reason: 'the container writes to a directory where an empty volume would hide files of the image',
    hint: 'let it write to a separate directory, or mount a volume there',
  },
  {
    kind: 'written',
    reason: 'a command of the container writes to a path without a volume',
    hint: 'mount a volume at these paths',
  },
]

/** So many paths a hint names; the evidence has all. */
const MOST_NAMED = 3

/** Objects to the paths for which no empty volume serves, with what to do about the first kind of them. */
export const findBlockerObjection = ({ blockers }: WritePlan): Objection | undefined => {
  const found = BLOCKERS.find(({ kind }) => blockers.some((obstacle) => obstacle.kind === kind))
  if (found === undefined) return undefined
  const ours = blockers.filter(({ kind }) => kind === found.kind)
  const paths = ours.flatMap(({ path }) => path ?? [])
  const named = [...paths.slice(0, MOST_NAMED), ...(paths.length > MOST_NAMED ? ['...'] : [])].join(', ')
  const hint = typeof found.hint === 'string' ? found.hint : found.hint(named)
  return writeObjection(
    ours.map(({ evidence }) => evidence),
    found.reason,
    hint,
  )
}
