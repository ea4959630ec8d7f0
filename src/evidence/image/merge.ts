import type { ImageFacts } from '../../model.ts'
import type { LockedFacts } from '../lock/facts.ts'

/** The facts about an image reference. */
export interface FoundFacts {
  facts: ImageFacts
  /** Whether they are reliable enough to prove a change. */
  proves: boolean
  /** What a lock file says of the image. */
  lock?: LockedFacts
  /** The fields that the lock file decides; absent if nothing else is known. */
  fromLock?: ReadonlySet<string>
}

/** Merges entries: for each field the first one wins. `user` and `root` exclude each other, so they count as one field. */
export const mergeFacts = (entries: readonly ImageFacts[]): ImageFacts => {
  const merged = {} as ImageFacts
  for (const entry of entries.toReversed()) {
    if (entry.user !== undefined) delete merged.root
    if (entry.root !== undefined) delete merged.user
    Object.assign(merged, entry)
  }
  return merged
}

/** What says how reliable an entry is. The entry that lists the paths decides it, not the lock file. */
const ORIGIN: readonly string[] = ['image', 'status', 'source', 'stored']

/** Merges the facts of a lock file: after those of the configuration, before the built-in ones. */
export const mergeLock = (
  configured: readonly ImageFacts[],
  lock: LockedFacts,
  builtIn: readonly FoundFacts[],
): FoundFacts => {
  const known =
    builtIn.length > 0 ? builtIn.map(({ facts }) => facts) : lock.program === undefined ? [] : [lock.program]
  const taken = new Set(configured.flatMap((facts) => Object.keys(facts)))
  const own = Object.entries(lock.facts).filter(([key]) => known.length === 0 || !ORIGIN.includes(key))
  const won = own.filter(([key]) => !taken.has(key))
  const differs = won.some(([key, value]) =>
    known.some((facts) => JSON.stringify(facts[key as keyof ImageFacts] ?? value) !== JSON.stringify(value)),
  )
  const isSure = configured.every(({ status }) => status !== 'unverified') && builtIn.every(({ proves }) => proves)
  return {
    facts: mergeFacts([...configured, Object.fromEntries(own) as unknown as ImageFacts, ...known]),
    // A tag may have moved since, so that alone it proves nothing that built-in facts do not.
    proves: isSure && (lock.isExact ? lock.program === undefined : builtIn.length > 0 && !differs),
    lock,
    ...(configured.length + builtIn.length === 0 ? {} : { fromLock: new Set(won.map(([key]) => key)) }),
  }
}
