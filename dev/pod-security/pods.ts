import type { Json, JsonObject } from '../../src/model.ts'
import { EDITS, type Edit } from './edits.ts'
import { apply, type Making, type Pick, type Place, wrap } from './making.ts'

/** A generated workload, and the edits of its pod. */
export interface Draft {
  object: JsonObject
  edits: readonly Edit[]
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32, in the public domain). */
const randomFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const PLACES: readonly Place[] = [
  { list: 'containers' },
  { list: 'containers' },
  { list: 'containers' },
  { list: 'initContainers' },
  { list: 'initContainers', sidecar: true },
  { list: 'ephemeralContainers' },
]

const hardened = (): JsonObject => ({
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
})

/** A pod before edits. */
const BASES: readonly { pod: () => JsonObject; container: () => JsonObject; windows?: true }[] = [
  { pod: () => ({}), container: () => ({}) },
  {
    pod: () => ({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } }),
    container: hardened,
  },
  {
    pod: () => ({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } }),
    container: hardened,
  },
  {
    pod: () => ({}),
    container: () => {
      const { securityContext } = hardened()
      const more = { runAsNonRoot: true, seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } }
      return { securityContext: { ...(securityContext as JsonObject), ...more } }
    },
  },
  {
    pod: () => ({ os: { name: 'windows' }, securityContext: { runAsNonRoot: true } }),
    container: () => ({}),
    windows: true,
  },
]

/**
 * Generates workloads that cover every edit alone and together with others; most are valid, some are not. The name of
 * each is `p` and its index.
 */
export const generateDrafts = (count: number, seed: number): Draft[] => {
  const random = randomFrom(seed)
  const pick: Pick = (list) => list[Math.floor(random() * list.length)] as (typeof list)[number]
  return Array.from({ length: count }, (_, index) => {
    const wanted = EDITS[index % EDITS.length] as Edit
    const base = pick(BASES.filter(({ windows }) => windows === undefined || wanted.windows))
    const others = base.windows ? EDITS.filter(({ windows }) => windows) : EDITS
    const places = [PLACES[0] as Place, ...Array.from({ length: Math.floor(random() * 3) }, () => pick(PLACES))]
    const containers = places.map((place, i) => ({
      place,
      value: {
        name: `c${i}`,
        image: 'registry.example/a:1',
        ...base.container(),
        ...(place.sidecar ? { restartPolicy: 'Always' } : {}),
      } as JsonObject,
    }))
    const making: Making = { spec: base.pod(), annotations: {}, containers }
    const asked = [wanted, ...Array.from({ length: Math.floor(random() * 4) }, () => pick(others))]
    const edits = asked.filter((edit, i) => apply(making, edit, pick, 8000 + i))
    for (const { place, value } of containers)
      making.spec[place.list] = [...((making.spec[place.list] as Json[] | undefined) ?? []), value]
    return { object: wrap(making, `p${index}`, pick(['Pod', 'Pod', 'Pod', 'Deployment', 'Job'])), edits }
  })
}
