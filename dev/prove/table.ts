import type { Workload } from './workload.ts'

/** What a workload did on one kind of nodes; undefined texts mean that it worked. */
export interface Trial {
  openPorts: boolean
  before: string | undefined
  after: string | undefined
}

/** All trials of a workload, and its Pod Security level, the lowest of its pods. */
export interface Row {
  workload: Workload
  levels: { before: string; after: string }
  trials: Trial[]
}

/** A workload that worked and does not work hardened, or that does not do what its header says. */
export const problemsOf = ({ workload: { name, works }, trials }: Row): string[] =>
  trials.flatMap(({ openPorts, before, after }) => {
    const where = openPorts ? 'open ports' : 'closed ports'
    const shouldWork = works === 'always' || (works === 'open-ports' && openPorts)
    if (before === undefined && after !== undefined) return [`${name}, ${where}: does not work hardened: ${after}`]
    if (shouldWork && before !== undefined) return [`${name}, ${where}: does not work as it is: ${before}`]
    if (!shouldWork && before === undefined) return [`${name}, ${where}: works as it is, other than its header says`]
    return []
  })

const word = (outcome: string | undefined): string => (outcome === undefined ? 'works' : 'fails')

const cellsOf = ({ workload, levels, trials }: Row): string[] => {
  const trial = (open: boolean): string[] => {
    const found = trials.find(({ openPorts }) => openPorts === open)
    return found === undefined ? ['-', '-'] : [word(found.before), word(found.after)]
  }
  return [workload.name, ...trial(true), ...trial(false), levels.before, levels.after, workload.title]
}

const HEAD = ['workload', 'open ports', 'hardened', 'closed ports', 'hardened', 'level', 'hardened', 'what it is']

/** Formats the rows as a table of Markdown. */
export const tableOf = (rows: readonly Row[]): string =>
  [HEAD, HEAD.map(() => '---'), ...rows.map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Whether all pods of a workload pass Pod Security `restricted` hardened. */
export const isRestricted = ({ levels }: Row): boolean => levels.after === 'restricted'

/** Counts what holds of the rows in one sentence for each number. */
export const summaryOf = (rows: readonly Row[]): string[] => {
  const count = (holds: (trial: Trial) => boolean, openPorts: boolean): number =>
    rows.flatMap(({ trials }) => trials).filter((trial) => trial.openPorts === openPorts && holds(trial)).length
  const restricted = rows.filter(isRestricted).length
  const share = rows.length === 0 ? 0 : Math.floor((100 * restricted) / rows.length)
  const lines = [true, false]
    .filter((open) => count(() => true, open) > 0)
    .map((open) => {
      const [all, worked] = [count(() => true, open), count(({ before }) => before === undefined, open)]
      const broken = count(({ before, after }) => before === undefined && after !== undefined, open)
      const mended = count(({ before, after }) => before !== undefined && after === undefined, open)
      const nodes = `nodes with${open ? '' : 'out'} open low ports`
      return `On ${nodes}, ${worked} of ${all} workloads work as they are; hardened, ${broken} of these fail, and ${mended} more ${mended === 1 ? 'works' : 'work'}.`
    })
  const absent = rows.filter(({ trials }) => trials.length < 2).map(({ workload }) => workload.name)
  return [
    ...lines,
    ...(absent.length === 0 ? [] : [`Not run on both kinds of nodes: ${absent.join(', ')}.`]),
    `${restricted} of ${rows.length} hardened workloads (${share} %) pass Pod Security \`restricted\`.`,
  ]
}
