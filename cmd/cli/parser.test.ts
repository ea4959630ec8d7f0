import test from 'ava'
import { run } from '../testing.ts'

const complete = async (words: readonly string[], env: Record<string, string> = {}): Promise<string[]> => {
  const { code, stdout } = await run(['--get-yargs-completions', 'casehard', ...words], { env })
  return code === 0 ? stdout.split('\n').filter((line) => line !== '') : [`exit code ${code}`]
}

for (const { words, values } of [
  { words: ['--profile', ''], values: ['ack', 'audit', 'baseline', 'cautious', 'restricted', 'strict'] },
  { words: ['check', '--profile', 'ba'], values: ['baseline'] },
  { words: ['--fail-on', ''], values: ['changed', 'held', 'unknown', 'assumed', 'stale', 'left-out'] },
  { words: ['explain', '--format', ''], values: ['text', 'json'] },
  { words: ['report', 'old.json', '--format', 'ma'], values: ['markdown'] },
  {
    words: ['check', '--standard', ''],
    values: ['pss\\:baseline', 'pss\\:restricted', 'cis\\:5.2', 'nsa', 'scc\\:restricted-v2', 'scc\\:restricted-v3'],
  },
  { words: ['config', 'check', '--fail-on', 'st'], values: ['stale'] },
  { words: ['explain', '--format=j'], values: ['--format=json'] },
  { words: ['explain', '--format', '='], values: ['text', 'json'] },
  { words: ['explain', '--format', '=', 'j'], values: ['json'] },
])
  test(`casehard ${words.join(' ')} completes values`, async (t) => {
    t.deepEqual(await complete(words), values)
  })

test('fish gets a colon without a backslash', async (t) => {
  t.deepEqual(await complete(['check', '--standard', 'c'], { SHELL: '/usr/bin/fish' }), ['cis:5.2'])
})

test('after an option that takes a file, and in the command of exec, nothing is proposed, so that the shell completes files', async (t) => {
  for (const words of [
    ['--report', ''],
    ['check', '--evidence', 'a'],
    ['explain', '-f', ''],
    ['diff', '--report', 'che'],
    ['exec', '--', 'helm', '--'],
    ['exec', 'helm', 'te'],
  ])
    t.deepEqual(await complete(words), [], words.join(' '))
})

test('commands are completed at the start and after a switch, and options after two dashes', async (t) => {
  t.true((await complete([''])).includes('version'))
  t.true((await complete(['--quiet', ''])).includes('check'))
  t.true((await complete(['fix', '--'])).includes('--dry-run'))
  t.true((await complete(['explain', ''])).includes('no-privileged'))
  t.deepEqual(await complete(['explain', 'no-privileged']), ['no-privileged'])
})
