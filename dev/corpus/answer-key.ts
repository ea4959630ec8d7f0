import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { CORPUS, type CorpusFile, listCorpus, PROGRAM } from '../../test/support/streams.ts'
import { causeOf, type KeyCounts, type KeyFinding, readVerdict } from './key-verdict.ts'
import { loadOracles } from './oracles.ts'
import { hardenFile, printTable } from './program.ts'

/** The share of the maintainers' fields and mounts that has to be found again. */
const LEAST = 0.99

const STRIPPED = '.stripped'

interface Answer {
  chart: string
  counts: KeyCounts
  findings: { finding: KeyFinding; cause: string }[]
}

/** Hardens a chart without its hardening and compares the result with the choice of its maintainers. */
const answer = async (file: CorpusFile, folder: string, judge: string): Promise<Answer> => {
  const chart = basename(file.name, STRIPPED)
  const [output, report] = [join(folder, `${chart}.yaml`), join(folder, `${chart}.json`)] as const
  const { code, message } = await hardenFile(file.path, output, report)
  if (code !== 0) throw new Error(`${file.name}: exit code ${code}: ${message}`)
  const reference = file.path.replace(`${STRIPPED}.yaml`, '.reference.yaml')
  const { stdout } = await execa(judge, ['key', output, reference], { reject: false })
  const { counts, findings } = readVerdict(stdout)
  const told = JSON.parse(readFileSync(report, 'utf8'))
  return { chart, counts, findings: findings.map((finding) => ({ finding, cause: causeOf(finding, told) })) }
}

const sumOf = (answers: readonly Answer[], field: keyof KeyCounts): number =>
  answers.reduce((sum, { counts }) => sum + counts[field], 0)

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`)

const FIELDS = ['containers', 'fields', 'met', 'missed', 'wrong', 'mounts'] as const

const printAnswers = (answers: readonly Answer[]): void => {
  const rowOf = (name: string, value: (field: keyof KeyCounts) => number): string[] => [
    name,
    ...FIELDS.map((field) => String(value(field))),
    percent(value('met'), value('fields')),
  ]
  printTable([
    ['chart', 'containers', 'fields', 'met', 'missed', 'wrong', 'more mounts', 'share'],
    ...answers.map(({ chart, counts }) => rowOf(chart, (field) => counts[field])),
    rowOf('all', (field) => sumOf(answers, field)),
  ])
  for (const { chart, findings } of answers) {
    for (const { finding, cause } of findings) {
      const { verdict, kind, name, container, what } = finding
      console.log(`\n${chart}: ${verdict} ${kind} ${name}, container "${container}": ${what}\n  ${cause}`)
    }
  }
}

const main = async (): Promise<number> => {
  const files = listCorpus(['answer-key']).filter(({ name }) => name.endsWith(STRIPPED))
  if (files.length === 0) return skip(`no answer key in ${CORPUS}`)
  if (!existsSync(PROGRAM)) throw new Error('dist is missing: run npm run build')
  const oracles = await loadOracles()
  if (typeof oracles === 'string') return skip(oracles)
  const folder = mkdtempSync(join(tmpdir(), 'casehard-answers-'))
  const answers: Answer[] = []
  for (const file of files) answers.push(await answer(file, folder, oracles.judge))
  rmSync(folder, { recursive: true })
  printAnswers(answers)
  const [met, fields, wrong] = [sumOf(answers, 'met'), sumOf(answers, 'fields'), sumOf(answers, 'wrong')]
  const share = percent(met, fields)
  console.log(`\nanswer key: ${files.length} charts, ${met} of ${fields} met (${share}), ${wrong} contradicted`)
  const isEnough = met >= LEAST * fields && wrong === 0
  if (!isEnough) console.log(`answer key: less than ${percent(LEAST, 1)} met, or contradictions`)
  return isEnough ? 0 : 1
}

const skip = (reason: string): number => {
  console.log(`answer key: skipped, ${reason}`)
  return 0
}

process.exitCode = await main()
