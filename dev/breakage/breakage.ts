import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CORPUS, listCorpus, PROGRAM } from '../../test/support/streams.ts'
import { COLUMNS, type Column, type Judgement, judge } from './judge.ts'
import { type Hardened, hardenEach, heldFor, knowsOption, percent } from './run.ts'
import { readTruths, type Truth } from './truth.ts'

/*
 * Hardens workloads of well-known images and tells which of them break, and how much of what they can bear is done; see
 * `judge`. Arguments are options of casehard. The limits hold for every run without `--assume`.
 */

/** The number of workloads that may break. */
const MOST_BROKEN = 0

/** The share of what the workloads can bear that has to be done. */
const LEAST_DONE = 0.8

/** The control that answers for a column. */
const CONTROLS: Record<Column, string> = {
  'non-root': 'run-as-non-root',
  'read-only root': 'read-only-root-filesystem',
  'no token': 'no-service-account-token',
}

interface Row {
  run: Hardened
  truth: Truth
  judgement: Judgement
}

const judgeRuns = (runs: readonly Hardened[], truths: readonly Truth[]): Row[] =>
  runs.map((run) => {
    const truth = truths.find(({ workload }) => workload === run.name)
    const [before, after] = [run.before[0], run.after[0]]
    if (truth === undefined) throw new Error(`${run.name}: truth.tsv has no line for it`)
    if (before === undefined || after === undefined || run.before.length > 1)
      throw new Error(`${run.name}: ${run.before.length} containers, and the truth is about one`)
    return { run, truth, judgement: judge(truth, before, after) }
  })

const printRow = ({ run, judgement: { breaks, borne, open } }: Row): void => {
  const lines = [
    ...breaks.map(({ setting, why }) => `breaks: ${setting}: ${why}`),
    ...borne
      .filter(({ done }) => !done)
      .map(({ column, lack }) => {
        const held = run.after[0] && heldFor(run, run.after[0], CONTROLS[column])
        return `undone: ${column}: no ${lack?.replace(/^a /, '')}${held === undefined ? '' : ` (${held})`}`
      }),
    ...open.map((text) => `not judged: ${text}`),
  ]
  for (const line of lines) console.log(`${run.name}: ${line}`)
}

const countBorne = (rows: readonly Row[], column?: Column): [done: number, all: number] => {
  const borne = rows
    .flatMap(({ judgement }) => judgement.borne)
    .filter((entry) => column === undefined || entry.column === column)
  return [borne.filter(({ done }) => done).length, borne.length]
}

const broken = (rows: readonly Row[]): number => rows.filter(({ judgement }) => judgement.breaks.length > 0).length

const printTotals = (rows: readonly Row[], how: string): void => {
  const settings = new Map<string, number>()
  for (const { setting } of rows.flatMap(({ judgement }) => judgement.breaks))
    settings.set(setting, (settings.get(setting) ?? 0) + 1)
  const causes = [...settings].map(([setting, count]) => `${setting} ${count}`).join(', ')
  const share = (column?: Column): string => {
    const [done, all] = countBorne(rows, column)
    return `${percent(done, all)} (${done} of ${all})`
  }
  console.log(
    `\nbreakage: ${broken(rows)} of ${rows.length} workloads break ${how}${causes === '' ? '' : ` (${causes})`}; ${share()} of what they can bear is done`,
  )
  console.log(`  ${COLUMNS.map((column) => `${column}: ${share(column)}`).join(', ')}`)
}

const main = async (options: readonly string[]): Promise<number> => {
  const files = listCorpus(['images'])
  if (files.length === 0) {
    console.log(`breakage: skipped, no images in ${CORPUS}`)
    return 0
  }
  if (!existsSync(PROGRAM)) throw new Error('dist is missing: run npm run build')
  const truths = readTruths(readFileSync(join(CORPUS, 'images', 'truth.tsv'), 'utf8'))
  const rows = judgeRuns(await hardenEach(files, options), truths)
  for (const row of rows) printRow(row)
  printTotals(rows, options.length === 0 ? 'by default' : `with ${options.join(' ')}`)
  if (options.some((option) => option.startsWith('--assume'))) return 0
  if (await knowsOption('--assume'))
    printTotals(judgeRuns(await hardenEach(files, [...options, '--assume']), truths), 'with --assume')
  const [done, all] = countBorne(rows)
  const isRight = broken(rows) <= MOST_BROKEN && done >= LEAST_DONE * all
  if (!isRight)
    console.log(`\nbreakage: at most ${MOST_BROKEN} may break, and at least ${percent(LEAST_DONE, 1)} has to be done`)
  return isRight ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
