import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { FORMATS } from '../../cmd/run/report-formats.ts'
import type { Report } from '../../src/model.ts'
import { reportJson } from '../../src/report/json/json.ts'
import { REPORT_SCHEMA, readReports } from '../../src/report/json/read.ts'
import { compareGolden } from './golden.ts'
import { ENDINGS, goldenOfFormat } from './goldens.ts'

const FOLDER = 'testdata/reports'
const reports = readdirSync(FOLDER).filter((file) => file.endsWith('.report.json'))

test('the saved reports are such as casehard writes', (t) => {
  const isValid = new Ajv2020({ strict: true }).compile(REPORT_SCHEMA)
  for (const file of reports) {
    const text = readFileSync(`${FOLDER}/${file}`, 'utf8')
    t.true(isValid(JSON.parse(text)), `${file}: ${JSON.stringify(isValid.errors)}`)
    t.is(reportJson(JSON.parse(text)), text, file)
  }
})

for (const file of reports)
  for (const format of Object.keys(ENDINGS))
    test(`${format}: ${basename(file, '.report.json').replaceAll('-', ' ')}`, async (t) => {
      const [report] = readReports(readFileSync(`${FOLDER}/${file}`, 'utf8')) as [Report]
      const render = await FORMATS.find(({ name }) => name === format)?.load()
      const text = render?.(report, { color: false }) ?? ''
      t.is(compareGolden(...(await goldenOfFormat(`${FOLDER}/${file}`, format))), undefined)
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
