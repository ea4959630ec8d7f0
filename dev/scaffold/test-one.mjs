// Compiles the project and runs the tests whose path contains a name:
//
//     npm run test:one -- run-as-non-root
//
// This includes slot and browser tests, which need `npm run slots` or `npm run browser` once.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The kinds of tests by their file names, each with its configuration of ava. */
const KINDS = [
  { ending: '.test.ts', config: [] },
  { ending: '.slot-test.ts', config: ['--config', 'ava.slots.mjs'] },
  { ending: '.registry-test.ts', config: ['--config', 'ava.registry.mjs'] },
  { ending: '.browser-test.ts', config: ['--config', 'ava.browser.mjs'] },
]

const run = (command, ...args) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}

const [name] = process.argv.slice(2)
if (name === undefined) {
  console.error('test:one: the name is missing; use npm run test:one -- NAME')
  process.exit(2)
}
const files = ['cmd', 'playground/engine', 'src', 'dev', 'test']
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)))
  .filter((file) => file.includes(name))
const groups = KINDS.map(({ ending, config }) => ({
  config,
  tests: files.filter((file) => file.endsWith(ending)).map((file) => join('build', file.replace(/\.ts$/, '.js'))),
})).filter(({ tests }) => tests.length > 0)
if (groups.length === 0) {
  console.error(`test:one: no test file has "${name}" in its path`)
  process.exit(2)
}
run('npx', 'tsc')
// Tests below test/ run the bundle.
if (groups.some(({ tests }) => tests.some((file) => file.startsWith(join('build', 'test'))))) run('npm', 'run', 'build')
for (const { config, tests } of groups) run('npx', 'ava', ...config, ...tests)
