import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { builtinProfiles } from '../../cmd/run/profiles.ts'
import { fillTables, TABLES } from '../../dev/docs/tables.ts'
import {
  CONSOLE,
  ELLIPSIS,
  formatSessions,
  readSessions,
  refreshShown,
  type Session,
  showsOutput,
} from '../support/console.ts'
import { readBlocks } from '../support/page-blocks.ts'
import { listPages } from '../support/pages.ts'
import { shellWords, TESTED } from '../support/programs.ts'
import { makeFolder } from '../support/slots.ts'

const UPDATE = process.env.UPDATE === '1'

/** The words by which a page calls the program, as functions of the shell. */
const FUNCTIONS = `casehard() { ${shellWords(TESTED)} "$@"; }; npx() { shift; casehard "$@"; }; exec 2>&1`

/** Runs a command as a reader would, in a folder with the examples; returns what a terminal shows, without colours. */
const run = async (command: string, cwd: string): Promise<{ lines: string[]; exitCode: number }> => {
  const env = { CASEHARD_CONFIG: undefined, TZ: 'UTC' }
  const { stdout, exitCode = 255 } = await execa('sh', ['-c', `${FUNCTIONS}\n${command}`], { cwd, env, reject: false })
  return { lines: stdout === '' ? [] : stdout.split('\n'), exitCode }
}

for (const file of listPages())
  test(`${file} shows what its commands print and what is generated`, async (t) => {
    const page = readFileSync(file, 'utf8')
    const folder = makeFolder()
    cpSync('examples', `${folder}/examples`, { recursive: true })
    const parts: string[] = []
    let end = 0
    for (const { 0: block, 1: content = '', index } of page.matchAll(CONSOLE)) {
      const sessions: Session[] = []
      let printed = false
      for (const { command, shown } of readSessions(content)) {
        const { lines, exitCode } = await run(command, folder)
        const isRun = exitCode < 4 && (lines.length > 0 || exitCode === 0)
        t.true(isRun, `exit code ${exitCode} of: ${command}\n${lines.join('\n')}`)
        printed = lines.length > 0
        sessions.push({ command, shown: showsOutput(shown, lines) ? shown : refreshShown(shown, lines) })
      }
      const isShown = sessions.at(-1)?.shown.some((line) => line !== ELLIPSIS) === true
      t.true(printed && isShown, `no output of the last command is shown in:\n${content}`)
      parts.push(page.slice(end, index), `\`\`\`console\n${formatSessions(sessions)}\`\`\``)
      end = index + block.length
    }
    const wanted = fillTables([...parts, page.slice(end)].join(''))
    if (UPDATE && wanted !== page) writeFileSync(file, wanted)
    t.is(page, wanted, UPDATE ? `${file} is written; read the difference` : `${file} differs; UPDATE=1 rewrites it`)
  })

test('every generated table is in a page, and the README shows a run', (t) => {
  const pages = listPages().map((file) => readFileSync(file, 'utf8'))
  for (const name of Object.keys(TABLES))
    t.true(
      pages.some((page) => page.includes(`<!-- ${name} -->`)),
      name,
    )
  t.true(readFileSync('README.md', 'utf8').search(CONSOLE) >= 0)
})

test('the README is short', (t) => {
  const readme = readFileSync('README.md', 'utf8')
  t.true(readme.split('\n').length <= 231, `${readme.split('\n').length - 1} lines`)
  const words = readme.split(/\s+/).filter((word) => word !== '').length
  t.true(words <= 2000, `${words} words`)
})

test('what the README shows are commands that people type', (t) => {
  const sessions = [...readFileSync('README.md', 'utf8').matchAll(CONSOLE)].flatMap(([, text = '']) =>
    readSessions(text),
  )
  for (const { command } of sessions) t.notRegex(command, /\b(?:sed|awk|grep|head|tail|node)\b/)
})

test('the page of profiles names every built-in profile', (t) => {
  const page = readFileSync('docs/configuration.md', 'utf8')
  for (const name of Object.keys(builtinProfiles())) t.regex(page, new RegExp(`^\\| \`${name}\` \\|`, 'm'))
})

test('each job in the pages that runs casehard installs it first', (t) => {
  const blocks = listPages().flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text),
  )
  const jobs = blocks.filter((text) => /^\s*- (?:run: )?casehard /m.test(text))
  t.is(jobs.length, 3)
  for (const job of jobs)
    t.regex(job, /^\s*- (?:run: )?npm install --global git\+\S+\n(?:.*\n)*?\s*- (?:run: )?casehard /m, job)
})

test('every page of docs starts with a heading and what the page is for', (t) => {
  for (const file of listPages().filter((name) => name.startsWith('docs')))
    t.regex(readFileSync(file, 'utf8'), /^# \S.*\n\n(?:This (?:page|guide)|The state after this control:) /, file)
})

test('the lines that the README shows for each use are lines of a guide', (t) => {
  const guides = listPages()
    .filter((file) => file.startsWith(join('docs', 'guides')))
    .flatMap((file) => readBlocks(file).flatMap(({ text }) => text.split('\n')))
  const lines = readBlocks('README.md', 'Use').flatMap(({ text }) => text.trimEnd().split('\n'))
  t.true(lines.length >= 6)
  for (const line of lines) t.true(guides.includes(line.replace(/ +# .*$/, '')), line)
})
