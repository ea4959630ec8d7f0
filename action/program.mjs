import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const home = join(import.meta.dirname, '..')

/** The line by which casehard tells that `--fail-on` ends a run; `diff` itself also ends with 1 if something would change. */
const FAILED_ON = /^casehard: .*; exit code 1 because of --fail-on [\w-]+$/m

/** Exit code of `casehard diff` where something would change. */
const FOUND = 1

/** Returns the program: a release carries it built, and a checkout builds it, which downloads what the build needs. */
const findProgram = () => {
  const program = join(home, 'dist/start.cjs')
  if (existsSync(program)) return program
  const { status } = spawnSync(process.execPath, [join(home, 'dev/build/build.mjs')], { stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new Error('casehard cannot be built; use a released version of the action')
  return program
}

/** Runs the command that renders, in a shell that stops at the first failure; returns its output. */
const render = (command) => {
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', command]
  const { error, status, signal, stdout } = spawnSync('bash', args, {
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (error !== undefined) throw new Error(`the command cannot be run: ${error.message}`)
  if (status !== 0) throw new Error(`the command ended with ${signal ?? `exit code ${status}`}; see its messages above`)
  return stdout
}

const optionsOf = ({ profile, config, failOn }) => [
  ...(profile === '' ? [] : ['--profile', profile]),
  ...(config === '' ? [] : ['--config', config]),
  ...failOn.flatMap((finding) => ['--fail-on', finding]),
]

/**
 * Hardens what a command renders, or files and folders, without changing them. Returns the unified diff, the report's
 * counts and Markdown, the path of each report, and whether `--fail-on` found something. Throws an error with casehard's
 * own exit code if it refuses its input or settings.
 */
export const harden = (inputs, temporary) => {
  const program = findProgram()
  const folder = mkdtempSync(join(temporary, 'casehard-'))
  const files = {
    diff: join(folder, 'hardening.diff'),
    report: join(folder, 'report.json'),
    markdown: join(folder, 'report.md'),
    sarif: inputs.sarif === '' ? join(folder, 'casehard.sarif') : inputs.sarif,
  }
  const reports = ['report', 'markdown', 'sarif'].flatMap((name) => [
    '--report',
    `${name === 'report' ? 'json' : name}=${files[name]}`,
  ])
  const renders = inputs.command !== ''
  const paths = renders ? ['-'] : inputs.paths
  const { error, status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'diff', ...optionsOf(inputs), ...reports, '--', ...paths],
    { maxBuffer: 2 ** 30, ...(renders ? { input: render(inputs.command) } : { stdio: ['ignore', 'pipe', 'pipe'] }) },
  )
  if (error !== undefined) throw error
  process.stderr.write(stderr)
  if (status !== 0 && status !== FOUND)
    throw Object.assign(new Error(`casehard ended with exit code ${status}`), { exitCode: status ?? 1 })
  const { changed, held, pods } = JSON.parse(readFileSync(files.report, 'utf8')).summary
  return {
    files,
    diff: stdout.toString(),
    markdown: readFileSync(files.markdown, 'utf8'),
    counts: { changed, held, pods },
    failed: FAILED_ON.test(stderr.toString()),
  }
}
