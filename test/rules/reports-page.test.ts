import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { parse } from 'yaml'
import { FORMATS } from '../../cmd/run/report-formats.ts'
import { readBlocks } from '../support/page-blocks.ts'
import { shellWords, TESTED } from '../support/programs.ts'

const [harden, comment, ...others] = readBlocks('docs/reports.md').filter(({ language }) => language === '')
const [workflow] = readBlocks('docs/guides/ci.md', 'Code scanning')

test('the page of reports has a row for each format, with its extensions', async (t) => {
  const page = await readFile('docs/reports.md', 'utf8')
  for (const { name, extensions } of FORMATS) {
    const cell = extensions.map((extension) => `\`${extension}\``).join(', ')
    t.true(page.includes(`| \`${name}\` | ${cell === '' ? '' : `${cell} `}| `), name)
  }
})

test('the examples of reports in the pages work unchanged', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'casehard-'))
  const shell = (script: string) => {
    const functions = `casehard() { ${shellWords(TESTED)} "$@"; }; gh() { cat > comment.md; }`
    return execa('sh', ['-c', `${functions}\n${script}`], {
      cwd: folder,
      env: { CASEHARD_CONFIG: 'none' },
      reject: false,
    })
  }
  const made = (file: string) => readFile(join(folder, file), 'utf8')
  try {
    await copyFile('examples/shop.yaml', join(folder, 'rendered.yaml'))
    const hardened = await shell(harden?.text ?? '')
    t.is(hardened.exitCode, 0)
    t.regex(hardened.stderr, /^casehard: 3 pods/)
    t.is(JSON.parse(await made('report.json')).kind, 'HardeningReport')
    t.is(JSON.parse(await made('casehard.sarif')).version, '2.1.0')
    t.regex(await made('hardened.yaml'), /seccompProfile/)
    t.is((await shell(comment?.text ?? '')).exitCode, 0)
    t.regex(await made('comment.md'), /^\*\*casehard: 3 pods/)

    await rm(join(folder, 'hardened.yaml'))
    const { steps } = parse(workflow?.text ?? '').jobs.casehard
    const { run } = steps.find((step: { run?: string }) => step.run?.startsWith('casehard '))
    const checked = await shell(run)
    t.is(checked.exitCode, 1)
    t.regex(checked.stderr, /^::warning file=rendered\.yaml,line=\d+,title=/)
    const upload = steps.at(-1)
    t.regex(upload.uses, /^github\/codeql-action\/upload-sarif@/)
    const [result] = JSON.parse(await made(upload.with.sarif_file)).runs[0].results
    t.is(result.locations[0].physicalLocation.artifactLocation.uri, 'rendered.yaml')
    t.deepEqual(others, [])
  } finally {
    await rm(folder, { recursive: true })
  }
})
