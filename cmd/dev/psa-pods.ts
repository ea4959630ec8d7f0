import type { Json, JsonObject } from '../../src/model.ts'
import { EDITS, type Edit } from './psa-edits.ts'

/** A generated workload, and what was done to its pod. */
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

type Pick = <T>(list: readonly T[]) => T

interface Place {
  list: 'initContainers' | 'containers' | 'ephemeralContainers'
  sidecar?: true
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

/** What a pod says before any edit. */
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

const put = (target: JsonObject, steps: readonly string[], edit: Edit, port: number): void => {
  const { value, append } = edit
  const [step = '', ...rest] = steps
  if (rest.length > 0) {
    const below = target[step]
    if (below === null || typeof below !== 'object' || Array.isArray(below)) target[step] = {}
    put(target[step] as JsonObject, rest, edit, port)
  } else if (append) {
    const item: Json =
      step === 'ports'
        ? {
            containerPort: port,
            ...(value as JsonObject),
            ...((value as JsonObject).hostPort === 1 ? { hostPort: port } : {}),
          }
        : step === 'volumes'
          ? { name: `v${port}`, ...(value as JsonObject) }
          : value
    target[step] = [...(Array.isArray(target[step]) ? (target[step] as Json[]) : []), item]
  } else target[step] = structuredClone(value)
}

/** A pod in the making. */
interface Making {
  spec: JsonObject
  annotations: JsonObject
  containers: { place: Place; value: JsonObject }[]
}

/** Applies an edit where it fits; false where the pod has no such place. */
const apply = (making: Making, edit: Edit, pick: Pick, port: number): boolean => {
  const { spec, annotations, containers } = making
  const steps = edit.path.split('.')
  const serving = containers.filter(({ place }) => place.list === 'containers' || place.sidecar)
  const isPort = edit.path === 'ports'
  const fitting = edit.on === 'server' ? serving : isPort ? containers.filter(hasPorts) : containers
  if (edit.on === 'pod') put(spec, steps, edit, port)
  else if (edit.on === 'annotation') {
    const name = pick(containers).value.name as string
    annotations[edit.path.replace('NAME', name)] = edit.value
  } else if (edit.on === 'every') for (const { value } of containers) put(value, steps, edit, port)
  else {
    if (fitting.length === 0) return false
    const { value } = pick(fitting)
    put(value, steps, edit, port)
    for (const more of edit.also ?? []) if (more.on === 'container') put(value, more.path.split('.'), more, port)
  }
  for (const more of edit.also ?? []) if (more.on === 'pod') put(spec, [more.path], more, port)
  return true
}

const hasPorts = ({ place }: Making['containers'][number]): boolean => place.list !== 'ephemeralContainers'

const template = ({ annotations, spec }: Making): JsonObject => ({
  metadata: { labels: { app: 'a' }, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
  spec,
})

const SELECTOR: JsonObject = { selector: { matchLabels: { app: 'a' } } }
const wrap = (making: Making, name: string, kind: string): JsonObject => {
  const { metadata, spec } = template(making) as { metadata: JsonObject; spec: JsonObject }
  const named = { metadata: { name } }
  if (kind === 'Deployment')
    return { apiVersion: 'apps/v1', kind, ...named, spec: { ...SELECTOR, template: { metadata, spec } } }
  if (kind === 'Job') {
    const once = { ...spec, restartPolicy: 'Never' }
    return { apiVersion: 'batch/v1', kind, ...named, spec: { template: { metadata, spec: once } } }
  }
  return { apiVersion: 'v1', kind, metadata: { name, ...metadata }, spec }
}

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
