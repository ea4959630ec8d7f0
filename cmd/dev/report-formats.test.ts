import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import test from 'ava'
import type { Report } from '../../src/model.ts'
import { reportJson } from '../../src/report/json.ts'
import { readReports } from '../../src/report/read.ts'
import { FORMATS } from '../report-formats.ts'
import { compareGolden } from './golden.ts'
import { hardenText, optionsWith } from './hardening.ts'

const FOLDER = 'testdata/reports'
/** What a format's file is called beside the report that it is made of. */
const ENDINGS: Record<string, string> = {
  text: '.txt',
  sarif: '.sarif',
  markdown: '.md',
  junit: '.junit.xml',
  github: '.github.txt',
}

const reports = readdirSync(FOLDER).filter((file) => file.endsWith('.report.json'))

/** All rules are in every log, and tested elsewhere: here only those that results name. */
const withoutOthers = (sarif: string): string => {
  const log = JSON.parse(sarif)
  const [run] = log.runs
  const named = new Set(run.results.map(({ ruleId }: { ruleId: string }) => ruleId))
  run.tool.driver.rules = run.tool.driver.rules.filter(({ id }: { id: string }) => named.has(id))
  return reportJson(log)
}

test('the report of the shop is that of its manifests', (t) => {
  const { report } = hardenText(readFileSync('testdata/shop.yaml', 'utf8'), optionsWith(undefined, 'restricted'))
  t.is(compareGolden(`${FOLDER}/a-shop.report.json`, reportJson(report)), undefined)
})

for (const file of reports)
  for (const [format, ending] of Object.entries(ENDINGS))
    test(`${format}: ${basename(file, '.report.json').replaceAll('-', ' ')}`, async (t) => {
      const [report] = readReports(readFileSync(`${FOLDER}/${file}`, 'utf8')) as [Report]
      const render = await FORMATS.find(({ name }) => name === format)?.load()
      const text = render?.(report, { color: false }) ?? ''
      const golden = `${FOLDER}/${file.replace('.report.json', ending)}`
      t.is(compareGolden(golden, format === 'sarif' ? withoutOthers(text) : text), undefined)
      t.is(render?.(report, { color: false }), text, 'the same each time')
      t.regex(text, /^(?:[\s\S]*\n)?$/, 'whole lines')
    })

test('every file among the reports belongs to one', (t) => {
  const stems = reports.map((file) => file.replace('.report.json', '.'))
  t.deepEqual(
    readdirSync(FOLDER).filter((file) => !stems.some((stem) => file.startsWith(stem))),
    [],
  )
})
