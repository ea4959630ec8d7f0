import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { parse } from 'yaml'
import { readBlocks } from '../../support/page-blocks.ts'
import { hardenedIn, makeRepository, PODS, readIn } from '../../support/repository.ts'

/** Runs a line as a CI shell does; returns its exit code. */
const shell = async (script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<number> => {
  const { exitCode = -1 } = await execa('bash', ['-e', '-o', 'pipefail', '-c', script], {
    ...{ cwd, env, extendEnv: false, reject: false },
  })
  return exitCode
}

const blocks = readBlocks('docs/guides/repositories.md')
const jobs = [...readBlocks('docs/guides/ci.md', 'GitHub Actions'), ...readBlocks('docs/guides/ci.md', 'GitLab CI')]
const yamlOf = (file: string) => parse(jobs.find(({ text }) => text.startsWith(`# ${file}\n`))?.text ?? '')
const [inPlace = '', , withEvidence = '', known = ''] = blocks
  .filter(({ language }) => language === '')
  .map(({ text }) => text)

test('the lines of the guide show, make and check the changes of a repository', async (t) => {
  const { folder, env } = makeRepository()
  const [diff = '', fix = '', check = ''] = inPlace.trim().split('\n')
  t.is(await shell(check, folder, env), 1)
  t.is(await shell(`${diff} > changes.patch`, folder, env), 1)
  t.deepEqual(hardenedIn(folder), [])
  t.is(await shell(fix, folder, env), 0)
  t.deepEqual(hardenedIn(folder), ['clusters/prod/web.yaml', 'clusters/test/web.yaml'])
  t.is(await shell(diff, folder, env), 0)
  t.is(await shell(check, folder, env), 1, 'apps/web.yaml is none of clusters/')
  t.is(await shell('git apply --check --reverse changes.patch', folder, env), 0)
})

test('the line of the guide changes one file by the evidence of the repository', async (t) => {
  const { folder, env } = makeRepository()
  t.is(await shell(withEvidence, folder, env), 0)
  t.deepEqual(hardenedIn(folder), ['apps/web.yaml'])
  t.notRegex(readIn(folder, 'apps/web.yaml'), /automountServiceAccountToken/)
})

test('the lines of the guide take what there is as known, and fail on what comes to it', async (t) => {
  const { folder, env } = makeRepository()
  const [write = '', check = ''] = known.trim().split('\n')
  t.is(await shell(check, folder, env), 2)
  t.is(await shell(write, folder, env), 0)
  t.is(await shell(check, folder, env), 0)
  t.is(await shell(write, folder, env), 0, 'the file itself is no manifest')
  writeFileSync(join(folder, 'apps/more.yaml'), readIn(folder, 'apps/web.yaml').replace(/name: .*/, 'name: more'))
  t.is(await shell(check, folder, env), 1)
})

/** Lets `npm install` of a job succeed without a network: casehard is on the PATH already. */
const withoutNetwork = (folder: string): void => {
  const npm = join(folder, 'bin', 'npm')
  writeFileSync(npm, '#!/bin/sh\ntest "$1 $2" = "install --global"\n')
  chmodSync(npm, 0o755)
}

const JOBS: [name: string, steps: string[]][] = [
  [
    'GitHub Actions',
    yamlOf('.github/workflows/casehard.yaml').jobs.casehard.steps.flatMap(({ run }: { run?: string }) => run ?? []),
  ],
  ['GitLab', yamlOf('.gitlab-ci.yml').casehard.script],
]

for (const [name, steps] of JOBS)
  test(`the job for ${name} fails until the repository is hardened`, async (t) => {
    const { folder, env } = makeRepository()
    withoutNetwork(folder)
    t.is(steps.length, 2)
    const runAll = async (): Promise<number[]> => {
      const codes: number[] = []
      for (const step of steps) codes.push(await shell(step, folder, env))
      return codes
    }
    t.deepEqual(await runAll(), [0, 1])
    t.is(await shell('casehard fix .', folder, env), 0)
    t.deepEqual(hardenedIn(folder), Object.keys(PODS))
    t.deepEqual(await runAll(), [0, 0])
    if (name === 'GitLab') t.is(JSON.parse(readIn(folder, 'casehard.json')).kind, 'HardeningReport')
  })
