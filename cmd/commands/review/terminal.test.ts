import { stripVTControlCharacters } from 'node:util'
import test from 'ava'
import type { DiskFaults } from '../../files/testing.ts'
import { run, SOFT_POD } from '../../testing.ts'
import { review } from './testing.ts'

const FILE = '/project/web.yaml'
const CONFIG = '/project/casehard.yaml'
const files = { [FILE]: SOFT_POD }

const skips = (count: number): string[] => Array.from({ length: count }, () => 's')

test('Ctrl-C, Ctrl-D and a closed terminal write nothing', async (t) => {
  for (const end of [['\u0003'], ['\u0004'], []]) {
    for (const answers of [['a'], ['a', 'e'], ['a', 'e', 'because\r'], ['a', 'q']]) {
      const result = await review(['web.yaml'], [...answers, ...end], { files })
      t.deepEqual([result.code, result.files, result.stdout], [130, files, ''], JSON.stringify([answers, end]))
      t.is(result.stderr, 'casehard: review: interrupted; no decision is written\n')
    }
  }
})

test('Escape and other keys do nothing', async (t) => {
  const { code, screen } = await review(['web.yaml'], ['x\r\u001b[Aq'], { files })
  t.is(code, 0)
  t.false(screen.includes('2 of 4'))
  t.regex(screen, /q quit: quit\n/)
})

test('without a terminal the review refuses and says what to do instead', async (t) => {
  const piped = await run(['review', 'web.yaml'], { files })
  t.deepEqual([piped.code, piped.stdout, piped.files], [2, '', files])
  t.regex(piped.stderr, /^casehard: review: .*casehard check .*casehard config init -f FILE/)
  const dumb = await review(['web.yaml'], [], { files, env: { TERM: 'dumb' } })
  t.deepEqual([dumb.code, dumb.screen], [2, ''])
})

test('manifests on stdin are read while keys come from the terminal', async (t) => {
  const result = await review([], ['a', 'q', 'y'], { stdin: SOFT_POD, stdinIsTTY: false })
  t.regex(result.screen, /1 of 4: Pod web, container app \(stdin:7\)/)
  t.regex(result.files[CONFIG] ?? '', /- run-as-non-root\n/)
  t.regex((await review([], [])).stderr, /review: name files or folders/)
})

test('a configuration that cannot be edited is refused before any question', async (t) => {
  const refuse = async (argv: string[], text: string | undefined) => {
    const named = text === undefined ? {} : { [CONFIG]: text }
    const result = await review(['web.yaml', ...argv], [], { files: { ...files, ...named } })
    t.deepEqual([result.code, result.screen], [2, ''])
    return result.stderr
  }
  t.regex(await refuse(['--config', 'none'], undefined), /--config none leaves no file for the decisions/)
  t.regex(await refuse([], 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {profle: x}\n'), /profle/)
  t.regex(await refuse([], '- a\n'), /decisions cannot be added to it/)
})

test('nothing is lost if the configuration cannot be written, or another process changed it', async (t) => {
  const config = 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec:\n  profile: restricted\n'
  const existing = { files: { ...files, [CONFIG]: config } }
  const full = await review(['web.yaml'], ['a', 'q', 'y'], { ...existing, diskFaults: { stage: () => 'ENOSPC' } })
  t.deepEqual([full.code, full.files], [2, existing.files])
  t.regex(full.stderr, /casehard\.yaml: .*no space left/)
  const beforeStage: NonNullable<DiskFaults['beforeStage']> = (_, { files: all }) => {
    all.set(CONFIG, Buffer.from('changed'))
  }
  const raced = await review(['web.yaml'], ['a', 'q', 'y'], { ...existing, diskFaults: { beforeStage } })
  t.deepEqual([raced.code, raced.files[CONFIG]], [2, 'changed'])
  const absent = await review(['web.yaml'], ['a', 'q', 'y'], { files, diskFaults: { commit: () => 'EACCES' } })
  t.deepEqual([absent.code, absent.files], [2, files])
})

test('a review without open changes says so', async (t) => {
  const hard = (await run(['--assume'], { stdin: SOFT_POD })).stdout
  const { code, screen } = await review(['web.yaml'], [], { files: { [FILE]: hard } })
  t.is(code, 0)
  t.regex(screen, /^ {2}nothing to review: /)
})

test('names from the manifests cannot act on the terminal', async (t) => {
  const hostile = SOFT_POD.replace('name: app', 'name: "a\\e[2J\\u202e##[group]"')
  const { raw, screen } = await review(['web.yaml'], skips(9), { files: { [FILE]: hostile }, env: { NO_COLOR: '1' } })
  t.regex(screen.replace(/\s+/g, ' '), /container a\\u\{1b\}\[2J\\u\{202e\}\\u\{23\}#\[group\]/)
  t.false(raw.includes('\u001b[2J'))
  t.false(raw.includes('\u202e'))
})

test('on a narrow terminal, and without colour, all but the diff fits', async (t) => {
  const { raw } = await review(['web.yaml'], skips(9), { files, columns: 40, env: { NO_COLOR: '1' } })
  const long = stripVTControlCharacters(raw.replaceAll('\u001b[999D', '\n'))
    .split('\n')
    .filter((line) => line.length > 40 && !/^[-+ @]/.test(line))
  t.deepEqual(long, [])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  t.false(/\u001b\[\d*m/.test(raw))
})
