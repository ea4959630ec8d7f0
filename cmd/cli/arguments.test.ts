import test from 'ava'
import { readArguments } from './arguments.ts'

/** Parses arguments; the command is replaced by its name. */
const read = async (...argv: string[]) => {
  const request = await readArguments(argv, ['no-privileged'])
  return 'command' in request ? { ...request, command: request.command.name } : request
}

const message = async (...argv: string[]): Promise<string> => {
  try {
    await read(...argv)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

test('a repeatable option may be given several times, with one value each', async (t) => {
  t.deepEqual(await read('--report', 'a.json', '--report=b.txt', 'word'), {
    command: 'filter',
    flags: { report: { origin: '--report', values: ['a.json', 'b.txt'] } },
    positionals: ['word'],
  })
})

test('other options may be given once', async (t) => {
  t.is(await message('--profile', 'a', '--profile', 'b'), 'casehard: --profile is set 2 times; set it once')
})

test('an option without a value is refused with the placeholder of the value', async (t) => {
  const expected = 'casehard: --report needs a value; use --report [FORMAT=]FILE'
  t.is(await message('--report'), expected)
  t.is(await message('--report='), expected)
  t.is(await message('--report', '--quiet'), expected)
})

test('an unknown option names the nearest, a foreign one the legal ones', async (t) => {
  t.regex(await message('--profil', 'x'), /--profil is not an option of "casehard"; did you mean "--profile"\?/)
  t.regex(await message('--no-quiet'), /--no-quiet is not an option/)
  t.regex(
    await message('explain', '--fail-on', 'held'),
    /--fail-on is not an option of "casehard explain"; legal options: --/,
  )
  t.regex(await message('-x'), /-x is not an option/)
  t.regex(await message('--control', 'x'), /--control is not an option/)
  t.regex(await message('--report.x', 'y'), /--report\.x is not an option/)
  t.regex(await message('--__proto__', 'x'), /is not an option/)
})

test('a value that is not legal names the legal ones', async (t) => {
  t.is(
    await message('--fail-on', 'any'),
    'casehard: --fail-on: unknown value "any"; legal values: changed, held, unknown, assumed, stale, left-out',
  )
  t.is(await message('explain', '--format=xml'), 'casehard: --format: unknown value "xml"; legal values: text, json')
  t.is(await message('--quiet=maybe'), 'casehard: --quiet: unknown value "maybe"; legal values: true, false')
})

test('a switch does not take the next argument as its value', async (t) => {
  t.deepEqual(await read('check', '--quiet', 'pod.yaml'), {
    command: 'check',
    flags: { quiet: { origin: '--quiet', values: ['true'] } },
    positionals: ['pod.yaml'],
  })
})

test('the paths of check keep their order and their letters, a lone dash among them', async (t) => {
  const request = await read('check', '007', '-', 'b.yaml', '--', '-c.yaml')
  t.deepEqual(request, { command: 'check', flags: {}, positionals: ['007', '-', 'b.yaml', '-c.yaml'] })
})

test('explain takes a control as a positional argument', async (t) => {
  t.deepEqual(await read('explain', 'no-privileged', 'more'), {
    command: 'explain',
    flags: {},
    positionals: ['no-privileged', 'more'],
  })
})

test('values that look like numbers are not converted', async (t) => {
  const request = await read('--namespace', '0012')
  t.deepEqual(request, {
    command: 'filter',
    flags: { namespace: { origin: '--namespace', values: ['0012'] } },
    positionals: [],
  })
})

test('each command has a help of its own', async (t) => {
  const [check, explain] = [await read('check', '--help'), await read('explain', '-h')]
  t.true('print' in check && check.print.startsWith('Examples:\n  casehard check .'))
  t.true('print' in explain && explain.print.includes('--format'))
})

test('all arguments after -- are positional', async (t) => {
  t.deepEqual(await read('check', '--quiet', '--', '--report=x', '--help', '07'), {
    command: 'check',
    flags: { quiet: { origin: '--quiet', values: ['true'] } },
    positionals: ['--report=x', '--help', '07'],
  })
})
