import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { reportJson } from '../../src/report/json.ts'
import { REPORT_SCHEMA } from '../../src/report/schema.ts'
import { compareGolden, readGolden, UPDATE } from './golden.ts'
import { filesBelow, hardenText, optionsOfCase } from './hardening.ts'

const inputs = filesBelow('testdata/cases', '.in.yaml')

for (const input of inputs) {
  const name = input.slice('testdata/cases/'.length, -'.in.yaml'.length)
  const sentence = name.replace('/', ': ').replaceAll('-', ' ')
  test(sentence, (t) => {
    const stem = input.slice(0, -'.in.yaml'.length)
    const { text, report } = hardenText(readFileSync(input, 'utf8'), optionsOfCase(input))
    const output = compareGolden(`${stem}.out.yaml`, text)
    if (!UPDATE) t.is(readGolden(`${stem}.out.yaml`), text)
    const told = compareGolden(`${stem}.report.json`, reportJson(report))
    t.is(output, undefined)
    t.is(told, undefined)
  })
}

const isValid = new Ajv2020({ strict: true }).compile(REPORT_SCHEMA)

type Schema = { $ref?: string; items?: Schema; properties?: Record<string, Schema>; $defs?: Record<string, Schema> }

/** The keys of a report that do not stand in the order of the schema, by their parent. */
const disordered = (value: unknown, place: Schema | undefined): string[] => {
  const schema =
    place?.$ref === undefined ? place : (REPORT_SCHEMA as Schema).$defs?.[place.$ref.slice('#/$defs/'.length)]
  if (Array.isArray(value)) return value.flatMap((item) => disordered(item, schema?.items))
  if (value === null || typeof value !== 'object' || schema?.properties === undefined) return []
  const { properties } = schema
  const keys = Object.keys(value)
  const wanted = Object.keys(properties).filter((key) => keys.includes(key))
  const own = keys.join() === wanted.join() ? [] : [keys.join()]
  return [...own, ...Object.entries(value).flatMap(([key, item]) => disordered(item, properties[key]))]
}

test('every report fits the published schema, and its keys stand in the order of the schema', (t) => {
  for (const file of filesBelow('testdata/cases', '.report.json')) {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    t.true(isValid(report), `${file}: ${JSON.stringify(isValid.errors)}`)
    t.deepEqual(disordered(report, REPORT_SCHEMA as Schema), [], file)
  }
})

test('every file among the cases belongs to an input', (t) => {
  const files = filesBelow('testdata/cases', '').filter((file) => basename(file).includes('.'))
  const stems = new Set(inputs.map((file) => file.slice(0, -'.in.yaml'.length)))
  const orphans = files.filter(
    (file) => !stems.has(file.replace(/\.(in\.yaml|out\.yaml|config\.yaml|psp\.yaml|report\.json)$/, '')),
  )
  t.true(inputs.length > 0)
  t.deepEqual(orphans, [])
})
