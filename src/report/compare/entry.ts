import type { Change, Held, Json, Operation, Resource } from '../../model.ts'
import { isWithin } from '../../patch/operations.ts'
import { join, stepsOf } from '../../pointer.ts'

const CONTAINERS = /^(?:initContainers|containers|ephemeralContainers)$/
const INDEX = /^(?:0|[1-9]\d*)$/
const PLAIN_KEY = /^[A-Za-z_][\w-]*$/

/** A field by what stays when lines and items move. */
export interface StableField {
  /** As `spec.containers[app].volumeMounts[*].readOnly`. */
  field: string
  /** The same with the positions of items other than containers; equal to `field` where there are none. */
  positioned: string
}

/**
 * A field of an object without positions: a container goes by its name, an item of any other list by `*`, and the item
 * of a List that the object itself is by nothing.
 * @param pointer rooted at the document
 * @param container name of the container that the pointer leads into; absent where it leads into none
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
  /** What tells the items of a list apart: what their own line says, or else their position. Empty elsewhere. */
  item: string
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

/** What is said first of where the reader should look: it names the volume, the port or the mount that is meant. */
export const itemOf = ({ evidence, line }: Change | Held): string =>
  evidence.find((fact) => fact.source === 'manifest' && fact.line === line)?.text ?? ''

/** Lists in a text stand in the order of the input, which is no matter here. */
const wordsOf = (text: string): string =>
  text
    .split(/[\s,;()]+/)
    .sort()
    .join(' ')

/** A verdict of a report, ready to be matched with one of another report. */
export const comparedEntry = (entry: Change | Held): ComparedEntry => {
  const { control, resource, container, path, reason } = entry
  const evidence = [...new Set(entry.evidence.map(({ source, text }) => withoutLine(source, text)))].sort()
  const verdict: ComparedVerdict =
    'cause' in entry
      ? { verdict: 'held', why: entry.cause, reason, hint: entry.hint, evidence }
      : { verdict: 'changed', why: entry.confidence, reason, evidence }
  const { field, positioned } = stableField(path, container)
  const written = writtenBy(entry.operations ?? [], path, container)
  const said = [verdict.verdict, verdict.why, wordsOf(reason), evidence.map(wordsOf).sort()]
  return {
    control,
    resource,
    ...(container === undefined ? {} : { container }),
    field,
    item: field === positioned ? '' : itemOf(entry) || positioned,
    verdict,
    content: JSON.stringify([...said, written]),
  }
}
