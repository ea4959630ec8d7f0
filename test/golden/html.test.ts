import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { FORMATS } from '../../cmd/run/report-formats.ts'
import { REPORT_SCHEMA } from '../../src/report/json/read.ts'
import { filesBelow } from '../support/hardening.ts'

const UPDATE = process.env.UPDATE === '1'
const isValid = new Ajv2020({ strict: true }).compile(REPORT_SCHEMA)
const reports = filesBelow('testdata/html', '.report.json')

test('there are reports whose pages are known', (t) => {
  t.true(reports.length > 0)
})

for (const file of reports) {
  const stem = file.slice(0, -'.report.json'.length)
  test(`the page of a report: ${stem.slice('testdata/html/'.length).replaceAll('-', ' ')}`, async (t) => {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    t.true(isValid(report), JSON.stringify(isValid.errors))
    const render = await FORMATS.find(({ name }) => name === 'html')?.load()
    const text = render?.(report, { color: false })
    const known = existsSync(`${stem}.html`) ? readFileSync(`${stem}.html`, 'utf8') : ''
    if (text !== undefined && text !== known && UPDATE) writeFileSync(`${stem}.html`, text)
    t.true(text === known, `${stem}.html ${UPDATE ? 'is written; verify it' : 'differs; UPDATE=1 rewrites it'}`)
  })
}
