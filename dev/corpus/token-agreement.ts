import { readFileSync } from 'node:fs'
import type { Options } from '../../src/model.ts'
import { optionsWith } from '../../test/support/hardening.ts'
import { CORPUS, type CorpusFile, listCorpus } from '../../test/support/streams.ts'
import { compareTokens, type TokenChoice } from './token-choices.ts'

/** The share of the authors' decisions, in percent, that has to come out the same. */
const LEAST = 97

interface Row extends TokenChoice {
  file: string
}

const filesWithChoices = (): CorpusFile[] =>
  listCorpus(['charts', 'raw', 'answer-key']).filter(({ name }) => !name.endsWith('.stripped'))

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`

const isSame = ({ theirs, ours }: TokenChoice): boolean => theirs === ours

const TITLES = {
  decision: 'decisions of the authors',
  default: 'a true that says what Kubernetes does anyway',
  operator: 'accounts of pods whose operators decide',
} as const

const printDifferences = (nature: TokenChoice['nature'], rows: readonly Row[]): void => {
  const chosen = rows.filter((row) => row.nature === nature)
  const different = chosen.filter((row) => !isSame(row))
  console.log(`${TITLES[nature]}: ${chosen.length - different.length} of ${chosen.length} the same`)
  for (const { file, resource, account, theirs, ours, cause } of different)
    console.log(`  ${file}: ${resource}, account ${account}: theirs ${theirs}, ours ${ours}: ${cause}`)
}

const main = (): number => {
  const files = filesWithChoices()
  if (files.length === 0) {
    console.log(`tokens: skipped, no corpus in ${CORPUS}`)
    return 0
  }
  const options: Options = optionsWith(undefined, 'restricted')
  const rows = files.flatMap(({ name, path }) =>
    compareTokens(readFileSync(path, 'utf8'), options).map((choice): Row => ({ file: name, ...choice })),
  )
  for (const nature of ['decision', 'default', 'operator'] as const) printDifferences(nature, rows)
  const decisions = rows.filter(({ nature }) => nature === 'decision')
  const same = decisions.filter(isSame)
  const all = percent(rows.filter(isSame).length, rows.length)
  console.log(
    `\ntokens: ${percent(same.length, decisions.length)} of the decisions the same, ${all} of all that is written`,
  )
  return 100 * same.length < LEAST * decisions.length ? 1 : 0
}

process.exitCode = main()
