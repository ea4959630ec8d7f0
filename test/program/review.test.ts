import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import test from 'ava'
import { execa } from 'execa'
import { SOFT_POD } from '../../cmd/testing.ts'
import { shellWords, TESTED } from '../support/programs.ts'

/** A program of util-linux, which runs a command on a terminal of its own. */
const SCRIPT = '/usr/bin/script'

const onTerminal = process.platform === 'linux' && existsSync(SCRIPT) ? test : test.skip

/** Runs a command line on a terminal in a folder with a pod; types each key when the review waits for one. */
const review = async (line: string, keys: readonly string[], columns = 80) => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-review-'))
  writeFileSync(join(folder, 'pod.yaml'), SOFT_POD)
  const command = `stty cols ${columns} && ${line.replace('casehard', shellWords(TESTED))}`
  const child = execa(SCRIPT, ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', TERM: 'xterm', SHELL: '/bin/sh' },
    extendEnv: false,
    reject: false,
    timeout: 60_000,
  })
  const left = [...keys]
  let screen = ''
  child.stdout.on('data', (piece: Buffer) => {
    screen += piece.toString()
    // The last that a prompt prints is that the cursor is shown.
    const next = screen.endsWith(': \u001b[?25h') ? left.shift() : undefined
    if (next !== undefined) child.stdin.write(next)
  })
  const { exitCode } = await child
  const file = join(folder, 'casehard.yaml')
  return { exitCode, screen, written: existsSync(file) ? readFileSync(file, 'utf8') : undefined }
}

onTerminal('on a real terminal a decision is written, and the lines fit', async (t) => {
  const answers = ['s', 'e', 'binds ports\r', '\r', '\r', 'q', 'y']
  const { exitCode, screen, written } = await review('casehard review pod.yaml', answers, 40)
  t.is(exitCode, 0, screen)
  t.regex(written ?? '', /reason: "binds ports"\n$/)
  const lines = stripVTControlCharacters(screen.replaceAll('\u001b[999D', '\n')).split(/\r?\n/)
  t.deepEqual(
    lines.filter((line) => line.length > 40 && !/^[-+ @]/.test(line)),
    [],
  )
})

onTerminal('keys come from the terminal while the manifests come from a pipe', async (t) => {
  const { exitCode, screen, written } = await review('cat pod.yaml | casehard review', ['a', 'q', 'y'])
  t.is(exitCode, 0, screen)
  t.regex(written ?? '', /\n {2}- run-as-non-root\n$/)
})

onTerminal('Ctrl-C ends the review as it ends other programs, and shows the cursor again', async (t) => {
  const { exitCode, screen, written } = await review('casehard review pod.yaml', ['a', '\u0003'])
  t.deepEqual([exitCode, written], [130, undefined], screen)
  t.true(screen.lastIndexOf('\u001b[?25h') > screen.lastIndexOf('\u001b[?25l'))
})
