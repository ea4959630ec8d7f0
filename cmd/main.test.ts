import test from 'ava'
import { VERSION } from './cli/version.ts'
import { run, SOFT_POD } from './testing.ts'

async function* breakingStdin(): AsyncIterable<Uint8Array> {
  yield Buffer.from(SOFT_POD)
  throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
}

async function* wrongStdin(): AsyncIterable<Uint8Array> {
  yield 7 as unknown as Uint8Array
}

test('the filter writes hardened manifests to stdout and a summary to stderr', async (t) => {
  const result = await run([], { stdin: SOFT_POD })
  t.is(result.code, 0)
  t.regex(result.stdout, /allowPrivilegeEscalation: false/)
  t.regex(result.stderr, /web/)
  t.false(result.stderr.includes('\u001b'))
})

test('the filter does not change its own output', async (t) => {
  const first = await run([], { stdin: SOFT_POD })
  const second = await run(['--fail-on', 'changed'], { stdin: first.stdout })
  t.is(second.code, 0)
  t.is(second.stdout, first.stdout)
})

test('empty input gives one comment line', async (t) => {
  const result = await run([])
  t.is(result.code, 0)
  t.regex(result.stdout, /^#.*\n$/)
})

test('a terminal as stdin is refused with the next step', async (t) => {
  const result = await run([], { stdinIsTTY: true })
  t.is(result.code, 2)
  t.is(result.stdout, '')
  t.regex(result.stderr, /stdin: is a terminal.*helm template/)
})

test('bytes that are not UTF-8 are refused with line and column', async (t) => {
  const stdin = Buffer.concat([Buffer.from('---\n---\nname: "ä'), Buffer.from([0xc3, 0x28]), Buffer.from('"\n')])
  const result = await run([], { stdin })
  t.is(result.code, 3)
  t.is(result.stdout, '')
  t.regex(result.stderr, /^stdin:3:9: document 1: not valid UTF-8; .*\n$/)
})

test('a character that is truncated at the end of the input is refused at its start', async (t) => {
  const result = await run([], { stdin: Buffer.concat([Buffer.from('kind: Pod\nname: '), Buffer.from([0xe2, 0x82])]) })
  t.is(result.code, 3)
  t.regex(result.stderr, /^stdin:2:7: /)
})

test('UTF-16 is recognised and named', async (t) => {
  const result = await run([], { stdin: Buffer.from('\ufeffkind: Pod\n', 'utf16le') })
  t.is(result.code, 3)
  t.regex(result.stderr, /^stdin:1:1: .*UTF-16/)
})

test('a byte order mark survives', async (t) => {
  const result = await run([], { stdin: `\ufeff${SOFT_POD}` })
  t.is(result.code, 0)
  t.true(result.stdout.startsWith('\ufeffapiVersion'))
})

test('a stream that breaks half-way is refused, and nothing is written', async (t) => {
  const result = await run([], { stdin: breakingStdin() })
  t.is(result.code, 3)
  t.is(result.stdout, '')
  t.regex(result.stderr, /^stdin: reading failed \(EIO/)
})

test('broken YAML is refused in one message with file, line and column', async (t) => {
  const result = await run([], { stdin: 'apiVersion: v1\nkind: Pod\nspec: {containers: [\n' })
  t.is(result.code, 3)
  t.is(result.stdout, '')
  t.regex(result.stderr, /^stdin:\d+:\d+: [^\n]+\n$/)
})

test('an unexpected exception is a bug with its stack, and nothing is written', async (t) => {
  const result = await run([], { stdin: wrongStdin() })
  t.is(result.code, 4)
  t.is(result.stdout, '')
  t.regex(result.stderr, /^casehard: a bug: .*please report it.*\n\s*TypeError.*\n\s+at /)
})

test('an error of stdout other than a closed pipe is reported', async (t) => {
  const result = await run([], {
    stdin: SOFT_POD,
    writeStdout: async () => {
      throw Object.assign(new Error('write'), { code: 'ENOSPC' })
    },
  })
  t.is(result.code, 2)
  t.regex(result.stderr, /stdout: writing failed \(no space left\)/)
})

test('colour is for a terminal that wants it', async (t) => {
  const colored = async (env: Record<string, string>, stderrIsTTY = true) =>
    (await run([], { stdin: SOFT_POD, env, stderrIsTTY })).stderr.includes('\u001b')
  t.true(await colored({}))
  t.true(await colored({ NO_COLOR: '' }))
  t.false(await colored({ NO_COLOR: '1' }))
  t.false(await colored({ TERM: 'dumb' }))
  t.false(await colored({}, false))
})

test('--quiet leaves stderr empty', async (t) => {
  t.is((await run(['--quiet'], { stdin: SOFT_POD })).stderr, '')
  t.is((await run([], { stdin: SOFT_POD, env: { CASEHARD_QUIET: '1' } })).stderr, '')
  t.not((await run(['--quiet=false'], { stdin: SOFT_POD, env: { CASEHARD_QUIET: '1' } })).stderr, '')
})

test('--fail-on still writes the manifests and prints the reason for exit code 1', async (t) => {
  const result = await run(['--fail-on', 'held', '--fail-on', 'changed', '--quiet'], { stdin: SOFT_POD })
  t.is(result.code, 1)
  t.regex(result.stdout, /allowPrivilegeEscalation: false/)
  t.regex(result.stderr, /^casehard: \d+ changed; exit code 1 because of --fail-on changed\n/m)
  t.is((await run(['--fail-on', 'assumed'], { stdin: SOFT_POD })).code, 1)
  t.is((await run([], { stdin: SOFT_POD, env: { CASEHARD_FAIL_ON: 'held,changed' } })).code, 1)
})

test('a mistyped command is a usage error with a suggestion', async (t) => {
  const result = await run(['chekc', 'pod.yaml'], { stdin: SOFT_POD })
  t.is(result.code, 2)
  t.is(result.stdout, '')
  t.regex(result.stderr, /"chekc" is not a command; did you mean "check"\?/)
})

test('a path without a command is a usage error with the correct command', async (t) => {
  const files = { '/project/rendered': SOFT_POD }
  t.regex(
    (await run(['pod.yaml'], { files })).stderr,
    /reads stdin, not files; use casehard < pod.yaml, or casehard check/,
  )
  const result = await run(['rendered'], { files })
  t.is(result.code, 2)
  t.regex(result.stderr, /reads stdin, not files/)
})

test('a repeatable option takes one value and not the arguments after it', async (t) => {
  const result = await run(['--report', 'report.json', 'chekc'], { stdin: SOFT_POD })
  t.is(result.code, 2)
  t.regex(result.stderr, /"chekc" is not a command/)
  const checked = await run(['check', '--report', 'report.json', 'pod.yaml'], {
    files: { '/project/pod.yaml': SOFT_POD },
  })
  t.is(checked.code, 1)
  t.deepEqual(Object.keys(checked.files), ['/project/pod.yaml', '/project/report.json'])
})

test('an unknown variable causes a warning with a suggestion', async (t) => {
  const result = await run(['--quiet'], { stdin: SOFT_POD, env: { CASEHARD_PROFLE: 'strict', PATH: '/bin' } })
  t.is(result.code, 0)
  t.is(result.stderr, 'casehard: warning: unknown variable CASEHARD_PROFLE; did you mean "CASEHARD_PROFILE"?\n')
})

test('--version, -v and version print the version alone', async (t) => {
  for (const word of ['--version', '-v', 'version'])
    t.like(await run([word]), { code: 0, stdout: `${VERSION}\n`, stderr: '' })
  t.like(await run(['version', 'helm']), { code: 2, stdout: '' })
})

test('-q is --quiet', async (t) => {
  t.like(await run(['-q'], { stdin: SOFT_POD }), { code: 0, stderr: '' })
})

test('the help begins with worked examples and names every option and exit code', async (t) => {
  const { code, stdout, stderr } = await run(['--help'])
  t.is(code, 0)
  t.is(stderr, '')
  t.true(stdout.startsWith('Examples:\n  helm template'))
  for (const word of ['--profile', '--report', '--fail-on', 'check', 'explain', 'completion', '4 a bug']) {
    t.true(stdout.includes(word), word)
  }
})

test('the completion script and its answers come from the table of options', async (t) => {
  t.regex((await run(['completion'])).stdout, /begin-casehard-completions/)
  t.is(
    (await run(['--get-yargs-completions', 'casehard', '--fail-on', ''])).stdout,
    'changed\nheld\nunknown\nassumed\nstale\nleft-out\n',
  )
  t.regex((await run(['--get-yargs-completions', 'casehard', 'explain', 'no-privileged'])).stdout, /^no-privileged$/m)
})

test('control characters in arguments are escaped on the terminal', async (t) => {
  const result = await run(['\u001b[31mchek'])
  t.is(result.code, 2)
  t.false(result.stderr.includes('\u001b'))
})
