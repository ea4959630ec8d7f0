import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { parse, parseAllDocuments } from 'yaml'
import { findBlocksUnder } from '../../support/page-blocks.ts'
import { installInto, makeFolder } from '../../support/slots.ts'

const TEMPLATE = readFileSync('templates/harden.yml', 'utf8')

interface Input {
  description?: string
  default?: string | number
  type?: string
}

const [header, body] = parseAllDocuments(TEMPLATE)
const inputs: Record<string, Input> = header?.toJS().spec.inputs

/** The jobs of the component: GitLab puts inputs into the text before it reads the YAML. */
const jobsWith = (given: Record<string, string>) => {
  const text = TEMPLATE.slice(TEMPLATE.indexOf('\n---\n') + 5)
  const filled = text.replace(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_, name: string) => {
    const value = given[name] ?? inputs[name]?.default
    if (value === undefined) throw new RangeError(`the input ${name} is missing`)
    return String(value)
  })
  return parse(filled)
}

/** Runs the job's script as GitLab's shell does, in a folder of its own with casehard on the PATH and a stub of npm. */
const runJob = async (given: Record<string, string>, npm = 'exit 0') => {
  const { casehard: job } = jobsWith({ package: './casehard.tgz', ...given })
  const folder = makeFolder()
  const { CASEHARD_REPORT: _, ...env } = installInto(folder)
  writeFileSync(join(folder, 'bin', 'npm'), `#!/bin/sh\necho "$@" > npm-arguments\n${npm}\n`, { mode: 0o755 })
  mkdirSync(join(folder, 'clusters'))
  for (const file of ['shop.yaml', 'clusters/shop.yaml']) cpSync('examples/shop.yaml', join(folder, file))
  const { exitCode } = await execa('bash', ['-eo', 'pipefail', '-c', job.script.join('\n')], {
    ...{ cwd: folder, env: { ...env, ...job.variables }, extendEnv: false, reject: false },
  })
  return { code: exitCode, folder, job }
}

test('the component has typed and described inputs, of which only the package is required, and uses each', (t) => {
  t.deepEqual(Object.keys(header?.toJS()), ['spec'])
  t.deepEqual(
    Object.keys(inputs).filter((name) => inputs[name]?.default === undefined),
    ['package'],
  )
  const used = new Set([...String(body).matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map(([, name]) => name))
  t.deepEqual([...used].sort(), Object.keys(inputs).sort())
})

test('the component is one job, whose name can be chosen, and keeps what it found', (t) => {
  const jobs = jobsWith({ package: 'x', 'job-name': 'pods' })
  t.deepEqual(Object.keys(jobs), ['pods'])
  t.deepEqual(jobs.pods.artifacts, {
    when: 'always',
    paths: ['hardening.diff', 'casehard.json'],
    reports: { junit: 'casehard.xml' },
  })
  t.deepEqual(jobs.pods.allow_failure, { exit_codes: 1 })
})

test('the inputs of the page are those of the component', (t) => {
  const [component] = parse(
    findBlocksUnder('GitLab component', readFileSync('docs/install.md', 'utf8'))[0]?.text ?? '',
  ).include
  for (const name of Object.keys(component.inputs)) t.true(name in inputs, name)
  t.notThrows(() => jobsWith(component.inputs))
})

for (const given of [{ paths: 'clusters' }, { command: 'cat shop.yaml' }, { paths: 'clusters shop.yaml' }])
  test(`the job ends with the exit code for findings, and writes diff and reports: ${JSON.stringify(given)}`, async (t) => {
    const { code, folder, job } = await runJob(given)
    t.is(code, job.allow_failure.exit_codes)
    t.regex(readFileSync(join(folder, 'hardening.diff'), 'utf8'), /^\+ .*allowPrivilegeEscalation: false$/m)
    for (const name of ['casehard.json', 'casehard.xml']) t.true(existsSync(join(folder, name)), name)
    t.is(readFileSync(join(folder, 'npm-arguments'), 'utf8'), 'install --global ./casehard.tgz\n')
  })

test('what is no finding fails the job for good: a failed installation, command or input', async (t) => {
  t.is((await runJob({ paths: 'clusters' }, 'exit 1')).code, 2)
  t.is((await runJob({ command: 'cat shop.yaml | false' })).code, 2)
  t.is((await runJob({ command: "printf 'kind: Pod\\nspec: {'" })).code, 3)
  t.is((await runJob({ paths: 'absent' })).code, 2)
})

test('where nothing is to change the job succeeds', async (t) => {
  t.is((await runJob({ paths: 'clusters', profile: 'audit' })).code, 0)
})
