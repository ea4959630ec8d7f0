import { printable } from './printable.ts'

/** What XML 1.0 has no way to write, besides the control characters. */
const NO_XML = /[\ufffe\uffff]/g

/** A text as XML 1.0 content or attribute, with line feeds and nothing else that is invisible. */
const xml = (text: string): string =>
  text
    .split('\n')
    .map(printable)
    .join('\n')
    .replace(NO_XML, '\ufffd')
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

/** Texts of attributes are on one line. */
const attributes = (values: Record<string, string | number>): string =>
  Object.entries(values)
    .map(([key, value]) => ` ${key}="${xml(String(value)).replaceAll('\n', ' ')}"`)
    .join('')

/** How a case ended that did not pass. */
export type Outcome = 'failure' | 'error' | 'skipped'

/** A test case. */
export interface Case {
  name: string
  /** Absent where it passed. */
  outcome?: Outcome
  type?: string
  message?: string
  details?: string
}

/** A suite of test cases. */
export interface Suite {
  name: string
  cases: Case[]
  properties: Record<string, string>
  output: string[]
}

const caseXml = (classname: string, { name, outcome, type, message, details }: Case): string => {
  const head = `    <testcase${attributes({ name, classname, time: 0 })}`
  if (outcome === undefined) return `${head}/>\n`
  const said = attributes({ message: message ?? '', type: type ?? '' })
  return `${head}>\n      <${outcome}${said}>${xml(details ?? message ?? '')}</${outcome}>\n    </testcase>\n`
}

const count = (suites: readonly Suite[], outcome: Outcome): number =>
  suites.flatMap(({ cases }) => cases).filter((one) => one.outcome === outcome).length

const suiteXml = (suite: Suite): string => {
  const { name, cases, properties, output } = suite
  const counts = { tests: cases.length, failures: count([suite], 'failure'), errors: count([suite], 'error') }
  const head = attributes({ name, ...counts, skipped: count([suite], 'skipped'), time: 0 })
  const listed = Object.entries(properties).map(
    ([key, value]) => `      <property${attributes({ name: key, value })}/>\n`,
  )
  return [
    `  <testsuite${head}>\n`,
    listed.length === 0 ? '' : `    <properties>\n${listed.join('')}    </properties>\n`,
    ...cases.map((one) => caseXml(name, one)),
    output.length === 0 ? '' : `    <system-out>${xml(output.join('\n'))}</system-out>\n`,
    '  </testsuite>\n',
  ].join('')
}

/** The document of all suites. */
export const junitXml = (suites: readonly Suite[]): string => {
  const counts = {
    tests: suites.reduce((sum, { cases }) => sum + cases.length, 0),
    failures: count(suites, 'failure'),
    errors: count(suites, 'error'),
  }
  const head = attributes({ name: 'casehard', ...counts, time: 0 })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.map(suiteXml).join('')}</testsuites>\n`
}
