import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { execa } from 'execa'
import { builtinProfiles } from '../../cmd/run/profiles.ts'
import { clausesTable } from '../../dev/docs/clauses.ts'
import { CONTROLS } from '../../src/controls/index.ts'
import { GENERATORS } from '../../src/generate/index.ts'
import { listPages } from '../support/pages.ts'
import { shellWords, TESTED } from '../support/programs.ts'

const UPDATE = process.env.UPDATE === '1'
/** A marker and the generated block below it: a console block or a table. */
const OUTPUT = /<!-- output: (.+?) -->\n(?:\n```console\n[\s\S]*?```\n)?/g
const GENERATED = /<!-- generators -->\n(?:\n(?:\|.*\n)+)?/
const TABLE = /<!-- controls -->\n(?:\n(?:\|.*\n)+)?/
const CLAUSES = /<!-- clauses -->\n(?:\n(?:\|.*\n)+)?/

const run = async (command: string): Promise<string> => {
  const script = command.replaceAll('npx casehard', () => shellWords(TESTED))
  const { stdout } = await execa('sh', ['-c', script], { env: { CASEHARD_CONFIG: 'none' } })
  return stdout
}

const generatorsTable = (): string => {
  const rows = GENERATORS.map(({ id, adds, title }) => `| \`${id}\` | ${adds} | ${title} |`)
  return ['| generator | what it adds | the state afterwards |', '|---|---|---|', ...rows, ''].join('\n')
}

const controlsTable = (): string => {
  const rows = CONTROLS.map(
    ({ id, title, optional }) => `| \`${id}\` | ${title}${optional ? ' (off unless asked for)' : ''} |`,
  )
  return ['| control | the state afterwards |', '|---|---|', ...rows, ''].join('\n')
}

/** Replaces the tables that are generated; only the README has them. */
const fillTables = (page: string): string =>
  page
    .replace(TABLE, () => `<!-- controls -->\n\n${controlsTable()}`)
    .replace(CLAUSES, () => `<!-- clauses -->\n\n${clausesTable()}`)
    .replace(GENERATED, () => `<!-- generators -->\n\n${generatorsTable()}`)

for (const file of listPages())
  test(`${file} shows what its commands print and what is generated`, async (t) => {
    const page = readFileSync(file, 'utf8')
    let wanted = fillTables(page)
    const commands = [...page.matchAll(OUTPUT)].map((match) => match[1] as string)
    t.is(page.match(/^```console$/gm)?.length ?? 0, commands.length, 'a console block has its output marker above it')
    for (const command of commands) {
      const output = await run(command)
      t.not(output, '', `nothing is printed by: ${command}`)
      const shown = `<!-- output: ${command} -->\n\n\`\`\`console\n$ ${command}\n${output}\n\`\`\`\n`
      wanted = wanted.replace(OUTPUT, (block, of) => (of === command ? shown : block))
    }
    if (UPDATE && wanted !== page) writeFileSync(file, wanted)
    t.is(page, wanted, UPDATE ? `${file} is written; read the difference` : `${file} differs; UPDATE=1 rewrites it`)
  })

test('the README has outputs and generated tables', (t) => {
  const readme = readFileSync('README.md', 'utf8')
  for (const marker of [OUTPUT, TABLE, CLAUSES, GENERATED]) t.true(readme.search(marker) >= 0, marker.source)
})

test('the README names every built-in profile and every exit code', (t) => {
  const readme = readFileSync('README.md', 'utf8')
  for (const name of Object.keys(builtinProfiles())) t.regex(readme, new RegExp(`^\\| \`${name}\` \\|`, 'm'))
  for (const code of [0, 1, 2, 3, 4]) t.regex(readme, new RegExp(`^\\| ${code} \\| \\w`, 'm'))
})

test('each job of the README that runs casehard installs it first', (t) => {
  const blocks = [...readFileSync('README.md', 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
    ([, text = '']) => text,
  )
  const jobs = blocks.filter((text) => /^\s*- (?:run: )?casehard /m.test(text))
  t.is(jobs.length, 3)
  for (const job of jobs)
    t.regex(job, /^\s*- (?:run: )?npm install --global git\+\S+\n(?:.*\n)*?\s*- (?:run: )?casehard /m, job)
})
