import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ExecutionContext } from 'ava'
import { execa } from 'execa'
import { type GitHubStub, startGitHub, TOKEN } from './github.ts'

/** A file of three pods with 18 changes. */
export const SHOP = resolve('examples/shop.yaml')

/** Makes a folder that is gone after the test. */
export const makeFolder = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-action-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What a run of the action leaves behind. */
interface Ran {
  code: number | undefined
  stdout: string
  stderr: string
  outputs: Record<string, string>
  summary: string
}

/** Runs the action's script as a runner does, for pull request 7. */
export const act = async (
  t: ExecutionContext,
  github: Pick<GitHubStub, 'url'>,
  inputs: Record<string, string>,
  event: object = { pull_request: { number: 7, head: { sha: '0123456789abcdef' } } },
): Promise<Ran> => {
  const folder = makeFolder(t)
  const file = (name: string, text = ''): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const [output, summary] = [file('output'), file('summary')]
  const { exitCode, stdout, stderr } = await execa(process.execPath, [resolve('action/main.mjs')], {
    cwd: folder,
    extendEnv: false,
    reject: false,
    env: {
      ...{ PATH: process.env.PATH, RUNNER_TEMP: folder, ACTION_TOKEN: TOKEN, CASEHARD_CONFIG: 'none', ...inputs },
      ...{ GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'team/shop', GITHUB_WORKFLOW: 'check', GITHUB_JOB: 'harden' },
      ...{
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_EVENT_PATH: file('event', JSON.stringify(event)),
      },
    },
  })
  const lines = readFileSync(output, 'utf8').trimEnd().split('\n')
  const outputs = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)))
  return { code: exitCode, stdout, stderr, outputs, summary: readFileSync(summary, 'utf8') }
}

/** Starts a stub of GitHub that ends with the test. */
export const withGitHub = async (
  t: ExecutionContext,
  ...[existing, mayWrite]: Parameters<typeof startGitHub>
): Promise<GitHubStub> => {
  const github = await startGitHub(existing, mayWrite)
  t.teardown(() => github.close())
  return github
}
