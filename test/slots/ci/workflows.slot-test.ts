import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { parse } from 'yaml'
import { filesBelow } from '../../support/hardening.ts'
import { findBlocksUnder } from '../../support/page-blocks.ts'
import { makeFolder, testWithInstalled } from '../../support/slots.ts'

const WORKFLOW = '.github/workflows/release.yml'
const PAGE = readFileSync('docs/install.md', 'utf8')

interface Step {
  uses?: string
  run?: string
  env?: Record<string, string>
}

interface Job {
  needs?: string | string[]
  permissions?: Record<string, string>
  steps: Step[]
  strategy?: { matrix: { include: Record<string, string>[] } }
}

const { on, permissions, jobs }: { on: unknown; permissions: unknown; jobs: Record<string, Job> } = parse(
  readFileSync(WORKFLOW, 'utf8'),
)
const steps = Object.values(jobs).flatMap((job) => job.steps)

/** Runs actionlint in a repository with the action in its root. */
const lint = async (workflow: string) => {
  const folder = makeFolder()
  mkdirSync(join(folder, '.github/workflows'), { recursive: true })
  await execa('git', ['init', '--quiet', folder])
  cpSync('action.yml', join(folder, 'action.yml'))
  writeFileSync(join(folder, '.github/workflows/test.yml'), workflow)
  return execa('actionlint', ['-no-color', '-shellcheck=', '-pyflakes='], { cwd: folder, reject: false })
}

const example = findBlocksUnder('GitHub Action', PAGE)[0]?.text.replace(/OWNER\/casehard@v[\d.]+/, './') ?? ''

testWithInstalled('actionlint')('actionlint has nothing to say about our workflows', async (t) => {
  for (const file of filesBelow('.github/workflows', '.yml'))
    t.is((await lint(readFileSync(file, 'utf8'))).stdout, '', file)
})

testWithInstalled('actionlint')(
  'actionlint accepts the workflow of the page, with the inputs of the action',
  async (t) => {
    t.is((await lint(example)).stdout, '')
    t.regex((await lint(example.replace('fail-on:', 'fail-if:'))).stdout, /input "fail-if" is not defined/)
  },
)

test('a release is started by a tag alone, and no job has a permission that it does not name', (t) => {
  t.deepEqual(on, { push: { tags: ['v[0-9]*'] } })
  t.deepEqual(permissions, {})
  const writing = (name: string) =>
    Object.entries(jobs)
      .filter(([, job]) => job.permissions?.[name] === 'write')
      .map(([job]) => job)
  t.deepEqual(writing('contents'), ['github'])
  t.deepEqual(writing('packages'), ['image'])
  t.deepEqual(writing('id-token'), ['executable', 'package', 'npm', 'image'])
})

test('each action in a workflow of ours is pinned to a commit, with its version', (t) => {
  const text = readFileSync(WORKFLOW, 'utf8')
  const uses = steps.flatMap((step) => step.uses ?? [])
  t.true(uses.length > 5)
  t.is(text.match(/uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm)?.length, uses.length)
})

test('nothing that others can choose is written into a script', (t) => {
  for (const { run = '' } of steps)
    for (const [, expression = ''] of run.matchAll(/\$\{\{ (.+?) \}\}/g)) t.is(expression, 'matrix.only', run)
})

test('all that is published was made and attested by a job before', (t) => {
  t.deepEqual(jobs.github?.needs, ['executable', 'package'])
  t.is(jobs.npm?.needs, 'github')
  t.is(jobs.image?.needs, 'github')
  for (const name of ['executable', 'package', 'image'])
    t.true(
      jobs[name]?.steps.some(({ uses }) => uses?.startsWith('actions/attest-build-provenance@')),
      name,
    )
})

test('the artefacts that the jobs make are together all that there are, each system with its executable', async (t) => {
  const { stderr } = await execa(process.execPath, ['build/dev/release/release.js', '--dry-run', '--only', '?'], {
    reject: false,
  })
  const all = /use (.+)$/.exec(stderr)?.[1]?.split(', ') ?? []
  const made = readFileSync(WORKFLOW, 'utf8').matchAll(/--only ([\w-]+)/g)
  t.deepEqual([...new Set([...made].map(([, name]) => name))].sort(), all.sort())
  const systems = jobs.executable?.strategy?.matrix.include ?? []
  t.deepEqual(
    systems.map(({ os }) => os),
    ['ubuntu-24.04', 'ubuntu-24.04-arm', 'macos-15', 'windows-2025'],
  )
  for (const { only } of systems) t.regex(only ?? '', /--only executable/)
})
