import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesBelow } from '../../test/support/hardening.ts'

// Compares two builds on every manifest of `testdata`, `examples` and the corpus: output, exit code and report have to be
// the same byte for byte, apart from the texts that people read. Usage: npm run compare-builds -- OLD_DIST [NEW_DIST]

const CORPUS = process.env.CASEHARD_CORPUS ?? join('..', 'shared', 'corpus')

/** The keys of a report whose values are sentences. */
const TEXTS = new Set(['reason', 'hint', 'message', 'text'])

/** Replaces sentences, so that a reworded one makes no difference; `text` is one in evidence, and content in edits. */
const maskTexts = (value: unknown, isEdit = false): unknown => {
  if (Array.isArray(value)) return value.map((item) => maskTexts(item, isEdit))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'string' && TEXTS.has(key) && !isEdit ? '(text)' : maskTexts(item, key === 'edits'),
    ]),
  )
}

/** A sentence among the results of a ResourceList. */
const RESULT = /(^ *- message: |"message": )(?:"(?:[^"\\]|\\.)*"|.*$)/gm

/** What a run leaves: its exit code, its output, and its report without sentences. */
const runBuild = (dist: string, input: string, report: string): string => {
  rmSync(report, { force: true })
  const [config, psp] = ['config', 'psp'].map((part) => input.replace(/\.in\.yaml$/, `.${part}.yaml`))
  const settings = (file: string | undefined, flag: string): string[] =>
    file !== undefined && file !== input && existsSync(file) ? [flag, file] : []
  const configured = settings(config, '--config')
  const args = [
    ...(configured.length > 0 ? configured : ['--config', 'none']),
    ...settings(psp, '--profile'),
    ...['--today', '2026-01-01', '--report', `json=${report}`],
  ]
  const program = join(dist, 'casehard.cjs')
  const { status, stdout } = spawnSync(process.execPath, [program, ...args], {
    input: readFileSync(input),
    maxBuffer: 2 ** 30,
  })
  const written = existsSync(report) ? JSON.stringify(maskTexts(JSON.parse(readFileSync(report, 'utf8')))) : ''
  return `${status}\n${written}\n${String(stdout).replaceAll(RESULT, '$1(text)')}`
}

const [before, after = 'dist'] = process.argv.slice(2)
if (before === undefined) throw new Error('usage: npm run compare-builds -- OLD_DIST [NEW_DIST]')
const folder = mkdtempSync(join(tmpdir(), 'casehard-compare-'))
try {
  const inputs = ['testdata', 'examples', CORPUS]
    .flatMap((root) => filesBelow(root, '.yaml'))
    .filter((file) => !/\.(out|config|psp)\.yaml$|node_modules/.test(file))
  const report = join(folder, 'report.json')
  const differing = inputs.filter((input) => runBuild(before, input, report) !== runBuild(after, input, report))
  for (const input of differing) console.error(`${input}: the builds differ`)
  console.log(`${inputs.length} inputs, ${differing.length} differ`)
  if (differing.length > 0 || inputs.length === 0) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
