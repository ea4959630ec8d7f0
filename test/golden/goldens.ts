import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { FORMATS } from '../../cmd/run/report-formats.ts'
import { type RunResult, run } from '../../cmd/testing.ts'
import { RULES } from '../../src/generate/index.ts'
import type { Report } from '../../src/model.ts'
import { reportJson } from '../../src/report/json/json.ts'
import { readReports } from '../../src/report/json/read.ts'
import { filesBelow, hardenText, optionsOfCase } from '../support/hardening.ts'
import { verdictLines } from './verdict-lines.ts'

/** Contents of files by name. */
export type Goldens = Map<string, string>

/**
 * Makes the golden files of a case: the output and the verdicts, or in the folder `report` the whole report. Only the cases
 * of a control have its texts; only cases without a control have the Pod Security levels.
 */
export const goldensOfCase = (input: string): Goldens => {
  const stem = input.slice(0, -'.in.yaml'.length)
  const folder = basename(dirname(input))
  const { text, report } = hardenText(readFileSync(input, 'utf8'), optionsOfCase(input))
  const levels = folder === 'pod-security-policy' || !RULES.some(({ id }) => id === folder)
  const detailed = (control: string): boolean =>
    control === folder || RULES.some((rule) => rule.id === control && 'generates' in rule)
  const verdicts: [string, string] =
    folder === 'report'
      ? [`${stem}.report.json`, reportJson(report)]
      : [`${stem}.verdicts.txt`, verdictLines(report, { detailed, levels })]
  return new Map([[`${stem}.out.yaml`, text], verdicts])
}

/** What a format's golden file is called beside the report that it is made of. */
export const ENDINGS: Readonly<Record<string, string>> = {
  text: '.txt',
  sarif: '.sarif',
  markdown: '.md',
  junit: '.junit.xml',
  github: '.github.txt',
}

/** All rules are in every log, and tested elsewhere: here only those that results name. */
const withoutOthers = (sarif: string): string => {
  const log = JSON.parse(sarif)
  const [run] = log.runs
  const named = new Set(run.results.map(({ ruleId }: { ruleId: string }) => ruleId))
  run.tool.driver.rules = run.tool.driver.rules.filter(({ id }: { id: string }) => named.has(id))
  return reportJson(log)
}

/** Returns the golden file of a saved report in a format, and its content. */
export const goldenOfFormat = async (file: string, format: string): Promise<[string, string]> => {
  const [report] = readReports(readFileSync(file, 'utf8')) as [Report]
  const render = await FORMATS.find(({ name }) => name === format)?.load()
  const text = render?.(report, { color: false }) ?? ''
  const golden = file.replace('.report.json', ENDINGS[format] ?? `.${format}`)
  return [golden, format === 'sarif' ? withoutOthers(text) : text]
}

/** Runs casehard on a ResourceList; `NAME.config.yaml` beside it is the configuration of the run. */
export const runOnList = (input: string, argv: readonly string[], stdin: string): Promise<RunResult> => {
  const config = input.replace(/\.in\.yaml$/, '.config.yaml')
  if (!existsSync(config)) return run(argv, { stdin })
  return run([...argv, '--config', 'casehard.yaml'], {
    stdin,
    files: { '/project/casehard.yaml': readFileSync(config) },
  })
}

/** The report of a stream in `testdata/upgrade`; without a configuration by the profile `restricted`. */
export const reportOfUpgrade = async (file: string, config?: string): Promise<string> => {
  const stdin = readFileSync(`testdata/upgrade/${file}`, 'utf8')
  const given = config === undefined ? {} : { '/project/casehard.yaml': config }
  const argv = ['--quiet', '--config', config === undefined ? 'none' : 'casehard.yaml', '--report', 'report.json']
  const { files } = await run(argv, { stdin, files: given })
  return files['/project/report.json'] ?? ''
}

/** The compared reports, which differ in every way that is not covered by other cases. */
const COMPARED = `apiVersion: casehard.dev/v1
kind: Hardening
metadata: {name: upgrade}
spec:
  stance: off
  controls:
    no-privileged: default
    no-host-path: default
    host-path-read-only: default
    drop-capabilities: default
    no-privilege-escalation: default
`

/** Compares the reports of the streams in `testdata/upgrade`, by some controls only. */
export const compareUpgrade = async (...argv: string[]): Promise<RunResult> => {
  const [old, now] = await Promise.all(['old.yaml', 'new.yaml'].map((file) => reportOfUpgrade(file, COMPARED)))
  const files = { '/project/old.json': old ?? '', '/project/new.json': now ?? '' }
  return run(['report', 'new.json', '--since', 'old.json', ...argv], { files })
}

/** Returns the comparison of an upgrade in each format. */
export const NEWS = { text: 'news.txt', json: 'news.json', markdown: 'news.md' } as const

/** Makes all golden files with verdicts; does not read the existing ones. */
export const allGoldens = async (): Promise<Goldens> => {
  const goldens: Goldens = new Map()
  for (const input of filesBelow('testdata/cases', '.in.yaml'))
    for (const [file, text] of goldensOfCase(input)) goldens.set(file, text)
  for (const input of filesBelow('testdata/krm', '.in.yaml')) {
    const { stdout } = await runOnList(input, ['fn'], readFileSync(input, 'utf8'))
    goldens.set(input.replace(/\.in\.yaml$/, '.out.yaml'), stdout)
  }
  goldens.set('testdata/upgrade/old.json', await reportOfUpgrade('old.yaml'))
  for (const [format, file] of Object.entries(NEWS))
    goldens.set(`testdata/upgrade/${file}`, (await compareUpgrade('--format', format)).stdout)
  for (const folder of ['testdata/reports', 'testdata/html'])
    for (const file of filesBelow(folder, '.report.json'))
      for (const format of folder.endsWith('html') ? ['html'] : Object.keys(ENDINGS)) {
        const [golden, text] = await goldenOfFormat(file, format)
        goldens.set(golden, text)
      }
  return goldens
}
