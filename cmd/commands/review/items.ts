import { type Hardened, harden } from '../../../src/harden.ts'
import type { Change, Configuration, Held, InputFile, Options, Report } from '../../../src/model.ts'
import { type DiffLine, diffHunks } from '../../files/diff.ts'

/**
 * A change to decide on: `made` although nothing shows that the workload runs with it, or `held` for that reason. If a control
 * has several such changes of a container, they are one item.
 */
export interface ReviewItem {
  verdict: 'made' | 'held'
  entries: readonly [Change | Held, ...(Change | Held)[]]
}

/** What accepting the changes of a control does. */
export interface Preview {
  /** The edits of an item; empty if accepting it changes nothing. */
  diffOf(item: ReviewItem): DiffLine[]
  /** Changes that are made besides those of an item. */
  othersThan(item: ReviewItem): Change[]
}

/** Returns what is to be set so that the changes of a control are made. */
export const settingsFor = (
  { controls, assume }: Configuration,
  accepted: readonly string[],
): { assume: string[]; defaults: string[] } => ({
  assume: assume === true ? [] : [...new Set([...(assume || []), ...accepted])],
  defaults: accepted.filter((id) => controls[id] === 'cautious' || controls[id] === 'report'),
})

type Keyed = Pick<Change, 'control' | 'document' | 'resource'> & { container?: string | undefined }

/** Returns a text that is equal for the entries of one control and container. */
export const keyOf = ({ control, document, resource, container }: Keyed): string =>
  JSON.stringify([control, document.file, document.index, resource.kind, resource.namespace, resource.name, container])

/** Whether a change is held only because nothing is known, so that the user may decide. */
const isOpen = ({ cause, confidence, operations = [] }: Held, stance: string | undefined): boolean =>
  cause === 'unknown' ||
  (cause === 'stance' && stance === 'cautious' && confidence === 'assumed' && operations.length > 0)

/** Lists the changes that are assumed or unknown, in the order of the report, the held ones first. */
export const findItems = ({ changes, held }: Report, { controls }: Configuration): ReviewItem[] => {
  const groups = new Map<string, { verdict: ReviewItem['verdict']; entries: (Change | Held)[] }>()
  const add = (verdict: ReviewItem['verdict'], entry: Change | Held): void => {
    const key = keyOf(entry)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { verdict, entries: [entry] })
    else if (group.verdict === verdict) group.entries.push(entry)
  }
  for (const entry of held) if (isOpen(entry, controls[entry.control])) add('held', entry)
  for (const entry of changes) if (entry.confidence === 'assumed') add('made', entry)
  return [...groups.values()].flatMap(({ verdict, entries: [first, ...more] }) =>
    first === undefined ? [] : [{ verdict, entries: [first, ...more] }],
  )
}

/** Whether an entry is of the container and control of an item. */
export const isOf = (entry: Change | Held, { entries: [first] }: ReviewItem): boolean => keyOf(entry) === keyOf(first)

/** Whether an entry is of the whole pod of an item, and of its control. */
const isOfPod = (entry: Change | Held, { entries: [first] }: ReviewItem): boolean =>
  keyOf(entry) === keyOf({ ...first, container: undefined })

const hunksOf = (files: readonly InputFile[], changes: readonly Change[]): DiffLine[] => {
  const [first] = changes
  const file = files.find(({ name }) => name === first?.document.file) ?? files[0]
  return file === undefined
    ? []
    : diffHunks(
        file.text,
        changes.flatMap(({ edits }) => edits),
      )
}

/**
 * Returns a function that previews what accepting a held item would do. It hardens the result of the run again, so that the
 * edits are those that accepting adds. Each control is hardened once.
 */
export const previewer = (before: Hardened, options: Options): ((item: ReviewItem) => Preview) => {
  const known = new Map<string, Preview>()
  const preview = (control: string): Preview => {
    const { configuration } = options
    const { assume, defaults } = settingsFor(configuration, [control])
    const controls = {
      ...configuration.controls,
      ...Object.fromEntries(defaults.map((id) => [id, 'default' as const])),
    }
    const accepting: Configuration = { ...configuration, controls, assume: configuration.assume === true || assume }
    const { report } = harden(before.files, { ...options, configuration: accepting })
    const ownChanges = (item: ReviewItem): Change[] => {
      const exact = report.changes.filter((change) => isOf(change, item))
      // What is held for a container may be a change of its whole pod.
      return exact.length > 0 ? exact : report.changes.filter((change) => isOfPod(change, item))
    }
    return {
      diffOf: (item) => hunksOf(before.files, ownChanges(item)),
      othersThan: (item) => {
        const own = ownChanges(item)
        return report.changes.filter((change) => !own.includes(change))
      },
    }
  }
  return ({ entries: [{ control }] }) => {
    const found = known.get(control) ?? preview(control)
    known.set(control, found)
    return found
  }
}

/** Returns the edits of an item that is made already. */
export const madeDiff = (files: readonly InputFile[], { entries }: ReviewItem): DiffLine[] =>
  hunksOf(
    files,
    entries.filter((entry): entry is Change => 'edits' in entry),
  )
