// The GitHub Action: hardens what is rendered, and shows the difference in one comment on the pull request.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { commentBody, markerOf, summaryBody } from './body.mjs'
import { writeComment } from './comment.mjs'
import { harden } from './program.mjs'

const { env } = process

/** The token; the command that renders does not get it. */
const token = env.ACTION_TOKEN ?? ''
delete env.ACTION_TOKEN

const linesOf = (text = '') =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

const readInputs = () => {
  const inputs = {
    command: (env.ACTION_COMMAND ?? '').trim(),
    paths: linesOf(env.ACTION_PATHS),
    profile: env.ACTION_PROFILE ?? '',
    config: env.ACTION_CONFIG ?? '',
    failOn: linesOf(env.ACTION_FAIL_ON),
    sarif: env.ACTION_SARIF ? resolve(env.ACTION_SARIF) : '',
    comment: env.ACTION_COMMENT || 'diff',
    key: env.ACTION_KEY || `${env.GITHUB_WORKFLOW ?? ''}/${env.GITHUB_JOB ?? ''}`,
  }
  if ((inputs.command === '') === (inputs.paths.length === 0)) throw new Error('set either command or paths')
  if (!['diff', 'summary', 'none'].includes(inputs.comment))
    throw new Error('comment: unknown value; use diff, summary or none')
  return inputs
}

/** Escapes a text for a command of the runner: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
const escaped = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const annotate = (kind, text) => console.log(`::${kind} title=casehard::${escaped(text)}`)

/** Returns the pull request that started the workflow; undefined for other events. */
const findPull = () => {
  const event = env.GITHUB_EVENT_PATH === undefined ? {} : JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'))
  if (event.pull_request === undefined) return undefined
  const { number, head } = event.pull_request
  return { repository: env.GITHUB_REPOSITORY, number, commit: head?.sha?.slice(0, 7) }
}

/** Writes the comment. A pull request from a fork has a token that may only read, which is no reason to fail the job. */
const comment = async (inputs, pull, found) => {
  if (inputs.comment === 'none' || pull === undefined) return undefined
  const text = commentBody({ ...found, commit: pull.commit }, inputs.comment === 'diff')
  const github = { api: env.GITHUB_API_URL ?? 'https://api.github.com', token }
  try {
    const isWorth = found.counts.changed + found.counts.held > 0
    return await writeComment(github, pull, markerOf(inputs.key), text, isWorth)
  } catch (error) {
    const advice =
      error.status === 403 || error.status === 401
        ? 'the token may not write comments, as in a pull request from a fork; else give the job the permission pull-requests: write'
        : 'the summary of this job has the same text'
    annotate('warning', `no comment was written (${error.message}); ${advice}`)
    return undefined
  }
}

const writeOutputs = (outputs) => {
  if (env.GITHUB_OUTPUT === undefined) return
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value ?? ''}\n`)
  appendFileSync(env.GITHUB_OUTPUT, lines.join(''))
}

const main = async () => {
  const inputs = readInputs()
  const found = harden(inputs, env.RUNNER_TEMP ?? tmpdir())
  writeFileSync(found.files.diff, found.diff)
  const pull = findPull()
  if (env.GITHUB_STEP_SUMMARY !== undefined)
    appendFileSync(
      env.GITHUB_STEP_SUMMARY,
      summaryBody({ ...found, commit: pull?.commit }, inputs.comment !== 'summary'),
    )
  const address = await comment(inputs, pull, found)
  const { diff, report, sarif } = found.files
  writeOutputs({ ...found.counts, diff, report, sarif, comment: address })
  if (found.failed) {
    annotate('error', `findings selected by fail-on ${inputs.failOn.join(', ')}; see the messages above`)
    process.exitCode = 1
  }
}

await main().catch((error) => {
  annotate('error', error.message)
  process.exitCode = error.exitCode ?? 1
})
