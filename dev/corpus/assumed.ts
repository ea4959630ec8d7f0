import type { Held, Report } from '../../src/model.ts'
import type { ContainerSettings } from '../breakage/settings.ts'

/** The share of the changes that may be assumed; requests for CPU and memory by default do not count. */
const MOST_ASSUMED = 0.1

/** The changes of a control, and how many of them are assumed. */
export interface AssumedRow {
  control: string
  changes: number
  assumed: number
}

const isDefaultRequest = ({ control, path }: { control: string; path: string }): boolean =>
  control === 'default-resources' && /\/requests(?:\/|$)/.test(path)

/** Counts changes and assumed changes by control, the most assumed first. */
export const countAssumed = (reports: readonly Report[]): AssumedRow[] => {
  const rows = new Map<string, AssumedRow>()
  for (const change of reports.flatMap(({ changes }) => changes)) {
    if (isDefaultRequest(change)) continue
    const { control, confidence } = change
    const row = rows.get(control) ?? { control, changes: 0, assumed: 0 }
    rows.set(control, {
      control,
      changes: row.changes + 1,
      assumed: row.assumed + (confidence === 'assumed' ? 1 : 0),
    })
  }
  return [...rows.values()].sort((a, b) => b.assumed - a.assumed || b.changes - a.changes)
}

/** The share of the assumed changes as a sentence, and whether it is within the limit. */
export const judgeAssumed = (rows: readonly AssumedRow[]): { text: string; isRight: boolean } => {
  const sum = (field: 'changes' | 'assumed'): number => rows.reduce((total, row) => total + row[field], 0)
  const [assumed, changes] = [sum('assumed'), sum('changes')]
  const share = changes === 0 ? 0 : assumed / changes
  const text = `${(100 * share).toFixed(1)} % of the changes other than default requests are assumed (${assumed} of ${changes}), and at most ${100 * MOST_ASSUMED} % may be`
  return { text, isRight: share <= MOST_ASSUMED }
}

/** Names something that settles what is unknown; `--assume` settles nothing. */
const SETTLES = /\bimages\b|--evidence\b|\bset \S/

const ACCOUNT = /\bservice account "[^"]+"/

/** Returns what a change that is held as unknown does not tell: the image or the account, or what would settle it. */
const findUntold = ({ control, reason, hint, evidence }: Held, image: string | undefined): string[] => {
  const words = [reason, hint, ...evidence.map(({ text }) => text)]
  const isNamed =
    control === 'no-service-account-token'
      ? words.some((text) => ACCOUNT.test(text))
      : image === undefined || image === '' || words.some((text) => text.includes(image))
  return [
    ...(isNamed ? [] : [control === 'no-service-account-token' ? 'its service account' : `its image ${image}`]),
    ...(SETTLES.test(hint) ? [] : ['what would settle it']),
  ]
}

/** Returns a line for each change that is held as unknown and does not name its image and what would settle it. */
export const findUntoldUnknowns = (report: Report, containers: readonly ContainerSettings[]): string[] =>
  report.held.flatMap((held) => {
    const { control, resource, container, line } = held
    if ((held.cause as string) !== 'unknown') return []
    const isMeant = (other: ContainerSettings): boolean =>
      other.kind === resource.kind &&
      other.name === resource.name &&
      (container === undefined || other.container === container)
    const candidates = containers.filter(isMeant).map(({ image }) => findUntold(held, image))
    const untold = candidates.reduce(
      (best, next) => (next.length < best.length ? next : best),
      candidates[0] ?? findUntold(held, undefined),
    )
    return untold.map(
      (what) =>
        `line ${line}: ${resource.kind} ${resource.name}: ${control} is held as unknown and does not name ${what}`,
    )
  })
