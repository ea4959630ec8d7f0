import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'

const LOCK = 'dev/build/warm.images.yaml'
const WORDS = ['dist/start.cjs', '--images', LOCK, '--pin']
const env = { CASEHARD_CONFIG: 'none', NODE_EXTRA_CA_CERTS: '' }
const options = { env, inputFile: 'examples/shop.yaml', reject: false } as const

/** A module that ends the process if anything opens a connection or looks a name up. */
const REFUSE = `
for (const [name, methods] of [['net', ['connect', 'createConnection']], ['tls', ['connect']], ['dns', ['lookup', 'resolve']], ['dgram', ['createSocket']]])
  for (const method of methods) require(name)[method] = () => process.exit(99)
globalThis.fetch = () => process.exit(99)
if (process.env.CASEHARD_TEST_CONNECTS) require('net').connect(1)
`

test('hardening with a lock file looks no name up and opens no connection', async (t) => {
  const refuse = join(mkdtempSync(join(tmpdir(), 'casehard-offline-')), 'refuse.cjs')
  writeFileSync(refuse, REFUSE)
  const { exitCode, stdout } = await execa('node', ['--require', refuse, ...WORDS], options)
  t.is(exitCode, 0)
  t.regex(stdout, /registry\.example\/shop\/web:4\.2@sha256:0/)
  const connecting = { ...options, env: { ...env, CASEHARD_TEST_CONNECTS: '1' } }
  t.is((await execa('node', ['--require', refuse, ...WORDS], connecting)).exitCode, 99)
})

/** Runs Node under strace and returns the system calls that make sockets; undefined without strace. */
const socketsOf = async (words: readonly string[]): Promise<string[] | undefined> => {
  const log = join(mkdtempSync(join(tmpdir(), 'casehard-strace-')), 'log')
  const traced = ['-f', '-qq', '-e', 'trace=socket,connect,bind,sendto', '-o', log, process.execPath, ...words]
  const { failed, stdout } = await execa('strace', traced, options)
  if (failed || stdout === '') return undefined
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /\b(?:socket|connect|bind|sendto)\(/.test(line))
}

test('hardening with a lock file makes no socket, counted by the system calls', async (t) => {
  const connecting = ['-e', "require('net').connect(9, '127.0.0.1').on('error', () => console.log('tried'))"]
  const seen = await socketsOf(connecting)
  if (seen === undefined) {
    t.log('skipped: strace is not installed, or may not trace')
    t.pass()
    return
  }
  t.true(seen.length > 0)
  t.deepEqual(await socketsOf(WORDS), [])
})
