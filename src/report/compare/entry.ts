import type { Change, Held, Json, Operation, Resource } from '../../model.ts'
import { isWithin } from '../../patch/operations.ts'
import { join, stepsOf } from '../../pointer.ts'

const CONTAINERS = /^(?:initContainers|containers|ephemeralContainers)$/
const INDEX = /^(?:0|[1-9]\d*)$/
const PLAIN_KEY = /^[A-Za-z_][\w-]*$/

/** A field without lines and positions. */
export interface StableField {
  /** For example `spec.containers[app].volumeMounts[*].readOnly`. */
  field: string
  /** The same with the positions of items other than containers; equal to `field` if there are none. */
  positioned: string
}

/**
 * Formats a field of an object without positions: a container by its name, an item of any other list as `*`, without the
 * prefix of an object in a List.
 * @param pointer rooted at the document
 * @param container name of the container that contains the field, if one does
 */
export const stableField = (pointer: string, container?: string): StableField => {
  const all = stepsOf(pointer)
  const steps = all[0] === 'items' && INDEX.test(all[1] ?? '') ? all.slice(2) : all
  const at = container === undefined ? -1 : steps.findIndex((step) => CONTAINERS.test(step))
  const parts = steps.map((step, i) => {
    if (i > 0 && i === at + 1) return `[${container}]`
    return PLAIN_KEY.test(step) ? `${i === 0 ? '' : '.'}${step}` : `[${step}]`
  })
  const isPosition = (i: number): boolean => i > 0 && i !== at + 1 && INDEX.test(steps[i] as string)
  return {
    field: parts.map((part, i) => (isPosition(i) ? '[*]' : part)).join(''),
    positioned: parts.join(''),
  }
}

/** A verdict without lines and positions. */
export interface ComparedVerdict {
  verdict: 'changed' | 'held'
  /** The confidence of a change, or the cause of a held change. */
  why: NonNullable<Change['confidence']> | Held['cause']
  reason: string
  /** What the reader can do about a held change. */
  hint?: string
  /** The texts of the evidence, sorted. */
  evidence: string[]
}

/** A verdict and the keys that it is matched by. */
export interface ComparedEntry {
  control: string
  resource: Resource
  container?: string
  field: string
  /** Distinguishes the items of a list: the evidence on their line, or else their position. Empty outside of lists. */
  item: string
  verdict: ComparedVerdict
  /** Equal for equal verdicts. */
  content: string
}

const CONTAINER = /^.*?\/(?:initContainers|containers|ephemeralContainers)\/\d+(?=\/|$)/

/** Lists each scalar of a value by its stable field, so that `add /a {b: 1}` equals `add /a/b 1`. */
const leavesOf = (pointer: string, value: Json, container: string | undefined): string[] => {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0)
    return [`${stableField(pointer, container).field}=${JSON.stringify(value)}`]
  return Object.entries(value).flatMap(([key, item]) => leavesOf(join(pointer, key), item, container))
}

/**
 * Lists the values that operations write; for a container only those within it, because the first of several containers
 * also adds the volumes that they share, and another one may be first next time.
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

/** Returns the first evidence on the line of an entry, which names its volume, port or mount. */
export const itemOf = ({ evidence, line }: Change | Held): string =>
  evidence.find((fact) => fact.source === 'manifest' && fact.line === line)?.text ?? ''

/** Sorts the words of a text, because lists in it are in the order of the input. */
const wordsOf = (text: string): string =>
  text
    .split(/[\s,;()]+/)
    .sort()
    .join(' ')

/** Prepares a verdict of a report for matching with those of another report. */
export const comparedEntry = (entry: Change | Held): ComparedEntry => {
  const { control, resource, container, path, reason } = entry
  const evidence = [...new Set(entry.evidence.map(({ source, text }) => withoutLine(source, text)))].sort()
  const verdict: ComparedVerdict =
    'cause' in entry
      ? { verdict: 'held', why: entry.cause, reason, hint: entry.hint, evidence }
      : { verdict: 'changed', why: entry.confidence, reason, evidence }
  const { field, positioned } = stableField(path, container)
  const written = writtenBy(entry.operations ?? [], path, container)
  const words = [verdict.verdict, verdict.why, wordsOf(reason), evidence.map(wordsOf).sort()]
  return {
    control,
    resource,
    ...(container === undefined ? {} : { container }),
    field,
    item: field === positioned ? '' : itemOf(entry) || positioned,
    verdict,
    content: JSON.stringify([...words, written]),
  }
}
