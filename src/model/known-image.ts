import type { Evidence } from './evidence.ts'
import type { ImageFacts } from './image-facts.ts'

/** The user for which the permissions of an image bound what a container writes to. */
export interface LockedWrites {
  /** The container runs as this user as it stands; else only after hardening. */
  isRunning: boolean
  uid: number
}

/** The image of a container, with the facts about it. */
export interface KnownImage {
  /** The image as in the manifest. */
  image: string
  /** The facts that hold for the container: conditions on its variables and its command are resolved. */
  facts: ImageFacts
  /** Whether the facts can prove a change: neither general knowledge nor of a mirror, which may have another image. */
  proves: boolean
  /**
   * Makes evidence that states a fact, e.g. `docker.io/library/nginx runs as 101`.
   * @param field the fact, if a lock file may decide it; `files` for what only the layers in a lock file show
   */
  cite(text: string, field?: keyof ImageFacts | 'files'): Evidence
  /** The user for which a lock file bounds the writes, and all paths that it can write to. */
  writes?: LockedWrites
}

/** The facts about the user of an image. */
export interface ImageUser {
  /**
   * The user that the image starts as: a `number` other than 0, a `name` other than root, `root`, or `unknown`. With
   * `runAsNonRoot` the kubelet rejects a name, since it can verify only numbers.
   */
  starts: 'number' | 'name' | 'root' | 'unknown'
  /** A user other than root that works with the image; its own if `starts` is a number. */
  user?: number
  /** The group of `user`, unless it is root's. */
  group?: number
  /** Why it must run as root; absent if it need not. */
  root?: string
  /** Nothing in the image belongs to one user alone, so any number works, although the facts may name none. */
  anyUser?: true
  /**
   * Whether `starts` is reliable enough to prove a change. Where it is not, another version may start as root or as a name,
   * and only a `runAsUser` beside `runAsNonRoot` keeps the kubelet from refusing it.
   */
  proves: boolean
  evidence: Evidence
}
