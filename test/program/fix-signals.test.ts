import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { execa } from 'execa'
import { SOFT_POD } from '../../cmd/testing.ts'
import { cleanEnvironment, PROGRAM } from '../support/streams.ts'

const env = { ...cleanEnvironment(), CASEHARD_CONFIG: 'none' }
const HARDENED = /enableServiceLinks: false/

const casehard = (cwd: string, ...args: string[]) =>
  execa(process.execPath, [PROGRAM, ...args], { cwd, env, extendEnv: false, reject: false })

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8')

/** Many files, so that a run over them lasts. */
const makeMany = (): { folder: string; names: string[] } => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-signals-'))
  const names = Array.from({ length: 60 }, (_, i) => `${i}.yaml`)
  for (const name of names) writeFileSync(join(folder, name), SOFT_POD)
  return { folder, names }
}

const hasDraft = (folder: string): boolean => readdirSync(folder).some((name) => name.includes('.casehard-'))

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`${signal} while files are written leaves complete files and no temporary files`, async (t) => {
    const { folder, names } = makeMany()
    const child = execa(process.execPath, [PROGRAM, 'fix', '.'], { cwd: folder, env, extendEnv: false, reject: false })
    let isOver = false
    const ended = child.then((result) => {
      isOver = true
      return result
    })
    while (!isOver && !hasDraft(folder)) await sleep(1)
    child.kill(signal)
    const result = await ended
    t.deepEqual(readdirSync(folder).sort(), [...names].sort())
    const texts = new Set(names.map((name) => read(folder, name)))
    t.is(texts.size, 1, 'all files or none')
    if (result.signal !== undefined) t.deepEqual([[...texts], result.signal, result.stdout], [[SOFT_POD], signal, ''])
    rmSync(folder, { recursive: true })
  })

test('runs over the same files at the same time leave each of them whole', async (t) => {
  const { folder, names } = makeMany()
  const runs = await Promise.all(['.', '.', '.'].map((root) => casehard(folder, 'fix', root)))
  for (const { exitCode, stderr } of runs) t.is(exitCode, 0, stderr)
  t.deepEqual(readdirSync(folder).sort(), [...names].sort())
  for (const name of names) t.regex(read(folder, name), HARDENED)
  t.is((await casehard(folder, 'check', '.', '--quiet')).exitCode, 0)
  rmSync(folder, { recursive: true })
})
