import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { SOFT_POD } from '../../cmd/testing.ts'
import { BUNDLE, TESTED } from '../support/programs.ts'

const { command, args: own } = TESTED
const ARGS = ['--quiet', '--report', 'jsonl=report']
const RUNS = [1, 2, 3, 4, 5, 6, 7, 8]
const env = { CASEHARD_CONFIG: 'none' }

/** Pods for a report of about one megabyte, which is larger than the buffer of a pipe. */
const stream = (run: number): string =>
  Array.from({ length: 70 }, (_, i) => SOFT_POD.replace('name: web', `name: run-${run}-${i}`)).join('---\n')

const inFolder = async (use: (cwd: string) => Promise<void>): Promise<void> => {
  const cwd = await mkdtemp(join(tmpdir(), 'casehard-'))
  try {
    await use(cwd)
  } finally {
    await rm(cwd, { recursive: true })
  }
}

test('runs at the same time that share one jsonl report each leave one whole line', (t) =>
  inFolder(async (cwd) => {
    await Promise.all(RUNS.map((run) => execa(command, [...own, ...ARGS], { cwd, env, input: stream(run) })))
    const lines = (await readFile(join(cwd, 'report'), 'utf8')).split('\n')
    t.is(lines.pop(), '')
    for (const line of lines) t.true(line.length > 500_000, 'a large report')
    const names = lines.map((line) => JSON.parse(line).changes[0].resource.name)
    t.deepEqual(
      names.sort(),
      RUNS.map((run) => `run-${run}-0`),
    )
  }))

/** Tells on stderr how each file was opened and how many bytes each write to it took. */
const SPY = `const fs = require('node:fs')
const { openSync, writeSync } = fs
const said = []
let appended
fs.openSync = (path, flags) => {
  const file = openSync(path, flags)
  if (path.endsWith('/report')) [appended] = [file, said.push(flags)]
  return file
}
fs.writeSync = (file, ...rest) => {
  const length = writeSync(file, ...rest)
  if (file === appended) said.push(length)
  return length
}
process.on('exit', () => writeSync(2, JSON.stringify(said)))
`

test('a jsonl report is appended by one write, whatever its size', (t) =>
  inFolder(async (cwd) => {
    await writeFile(join(cwd, 'spy.cjs'), SPY)
    const args = ['--require', join(cwd, 'spy.cjs'), ...BUNDLE.args, ...ARGS]
    const { stderr } = await execa(process.execPath, args, { cwd, env, input: stream(1) })
    t.deepEqual(JSON.parse(stderr), ['a', (await readFile(join(cwd, 'report'))).length])
  }))
