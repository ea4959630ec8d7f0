import type { Change, Held, Json, Operation, Resource } from '../model.ts'
import { isWithin } from '../patch/operations.ts'
import { join } from '../patch/pointer.ts'
import { stableField } from './stable-field.ts'

/** A verdict of a report, as it is compared: without lines and positions. */
export interface ComparedVerdict {
  verdict: 'changed' | 'held'
  /** Of a change the confidence, of a held one the cause. */
  why: NonNullable<Change['confidence']> | Held['cause']
  reason: string
  /** What the reader can do about a held change. */
  hint?: string
  /** The words of the evidence, in the order of the alphabet. */
  evidence: string[]
}

/** A verdict and what it is matched by. */
export interface ComparedEntry {
  control: string
  resource: Resource
  container?: string
  field: string
  /** With positions: tells the items of a list apart. */
  positioned: string
  verdict: ComparedVerdict
  /** Equal for verdicts that say the same. */
  content: string
}

const CONTAINER = /^.*?\/(?:initContainers|containers|ephemeralContainers)\/\d+(?=\/|$)/

/** Each scalar that a value holds, by its stable field: so `add /a {b: 1}` and `add /a/b 1` are alike. */
const leavesOf = (pointer: string, value: Json, container: string | undefined): string[] => {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0)
    return [`${stableField(pointer, container).field}=${JSON.stringify(value)}`]
  return Object.entries(value).flatMap(([key, item]) => leavesOf(join(pointer, key), item, container))
}

/**
 * What operations write. Of a container only what stands in it: volumes that several share come with the first of them,
 * which may be another one next time.
 */
const writtenBy = (operations: readonly Operation[], path: string, container: string | undefined): string[] => {
  const root = container === undefined ? '' : (CONTAINER.exec(path)?.[0] ?? '')
  return operations
    .filter((operation) => isWithin(root, operation.path))
    .flatMap((operation) =>
      operation.op === 'remove'
        ? [`-${stableField(operation.path, container).field}`]
        : leavesOf(operation.path, operation.value, container),
    )
    .sort()
}

/** The line of an exemption in a configuration moves when others are added. */
const withoutLine = (source: string, text: string): string =>
  source === 'configuration' ? text.replace(/:\d+$/, '') : text

/** A verdict of a report, ready to be matched with one of another report. */
export const comparedEntry = (entry: Change | Held): ComparedEntry => {
  const { control, resource, container, path, reason } = entry
  const evidence = [...new Set(entry.evidence.map(({ source, text }) => withoutLine(source, text)))].sort()
  const verdict: ComparedVerdict =
    'cause' in entry
      ? { verdict: 'held', why: entry.cause, reason, hint: entry.hint, evidence }
      : { verdict: 'changed', why: entry.confidence, reason, evidence }
  const written = writtenBy(entry.operations ?? [], path, container)
  const { hint: _, ...said } = verdict
  return {
    control,
    resource,
    ...(container === undefined ? {} : { container }),
    ...stableField(path, container),
    verdict,
    content: JSON.stringify([said, written]),
  }
}
