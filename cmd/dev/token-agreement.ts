import { readFileSync } from 'node:fs'
import type { Options } from '../../src/model.ts'
import { optionsWith } from './hardening.ts'
import { CORPUS, type CorpusFile, listCorpus } from './streams.ts'
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

const printDifferences = (title: string, rows: readonly Row[]): void => {
  const different = rows.filter((row) => !isSame(row))
  console.log(`${title}: ${rows.length - different.length} of ${rows.length} the same`)
  for (const { file, resource, account, theirs, ours, cause } of different)
    console.log(`  ${file}: ${resource} (account ${account}): theirs ${theirs}, ours ${ours}: ${cause}`)
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
  const decisions = rows.filter(({ boilerplate }) => !boilerplate)
  const same = decisions.filter(isSame).length
  printDifferences('decisions', decisions)
  printDifferences(
    'a true that says what Kubernetes does anyway',
    rows.filter(({ boilerplate }) => boilerplate),
  )
  console.log(
    `\ntokens: ${percent(same, decisions.length)} of the decisions, ${percent(rows.filter(isSame).length, rows.length)} of all that is written out`,
  )
  return (100 * same) / Math.max(1, decisions.length) < LEAST ? 1 : 0
}

process.exitCode = main()
