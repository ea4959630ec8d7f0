import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { SOFT_POD } from '../../cmd/testing.ts'
import { TESTED } from '../support/programs.ts'

/** A repository in a folder of its own. */
const repository = (): string => {
  const folder = join(mkdtempSync(join(tmpdir(), 'casehard-hostile-')), 'repository')
  mkdirSync(join(folder, '.git'), { recursive: true })
  return folder
}

const OPTIONS = { reject: false, timeout: 60_000, env: { SECRET_TOKEN: 'hunter2' }, input: SOFT_POD } as const

const start = (argv: readonly string[], options: { cwd?: string } = {}) =>
  execa(TESTED.command, [...TESTED.args, ...argv], { ...OPTIONS, ...options })

const onUnix = process.platform === 'win32' ? test.skip : test

onUnix('a configuration or profile that is no regular file of at most 1 MB is refused at once', async (t) => {
  const cwd = repository()
  execFileSync('mkfifo', [join(cwd, 'pipe')])
  writeFileSync(join(cwd, 'large.yaml'), ' '.repeat(1 + 2 ** 20))
  const cases = { './pipe': 'not a regular file', '/dev/zero': 'not a regular file', '.': 'a folder' }
  for (const [file, cause] of Object.entries({ ...cases, './large.yaml': 'larger than 1 MB' }))
    for (const argv of [
      ['--config', file],
      ['--profile', file],
      ['config', 'check', file],
      ['config', 'from-psp', file],
    ]) {
      const { exitCode, stdout, stderr } = await start(argv, { cwd })
      t.deepEqual([exitCode, stdout], [2, ''], String(argv))
      t.regex(stderr, new RegExp(`^[^\\n]*cannot be read \\(it is ${cause}\\); check the name[^\\n]*$`))
    }
})

onUnix('a configuration that is found names or is no file elsewhere, and no content is printed', async (t) => {
  const cwd = repository()
  const file = join(cwd, 'casehard.yaml')
  const found = async (): Promise<string> => {
    const { exitCode, stdout, stderr } = await start([], { cwd })
    t.deepEqual([exitCode, stdout], [2, ''])
    t.notRegex(stderr, /hunter2|environ|\n./)
    return stderr
  }
  writeFileSync(file, 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {profile: /proc/self/environ}\n')
  t.regex(await found(), /"spec\.profile" leads out/)
  for (const target of ['/proc/self/environ', '/dev/zero', '/etc/passwd', 'casehard.yaml', 'absent']) {
    rmSync(file)
    symlinkSync(target, file)
    t.regex(await found(), /^casehard: casehard\.yaml: is a symbolic link that leads out/)
  }
  rmSync(file)
  execFileSync('mkfifo', [file])
  t.regex(await found(), /not a regular file/)
})

onUnix('a report follows no link out of the folder of a configuration that is found', async (t) => {
  const cwd = repository()
  const file = join(cwd, 'casehard.yaml')
  const outside = mkdtempSync(join(tmpdir(), 'casehard-outside-'))
  symlinkSync(outside, join(cwd, 'folder'))
  symlinkSync(join(outside, 'new'), join(cwd, 'new'))
  for (const report of ['folder/report.txt', 'text=new', `${outside}/report.txt`]) {
    writeFileSync(file, `apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {report: "${report}"}\n`)
    const { exitCode, stderr } = await start(['check', '-'], { cwd })
    t.is(exitCode, 2)
    t.regex(stderr, /"spec\.report" leads out/)
    t.deepEqual(readdirSync(outside), [])
  }
})

onUnix('a working folder that was deleted ends every command with one line', async (t) => {
  for (const argv of ['', 'check .', 'exec -- true', '--version', '--config none']) {
    const folder = mkdtempSync(join(tmpdir(), 'casehard-deleted-'))
    const script = 'cd "$1"; shift; rmdir "$1"; shift; exec "$@"'
    const command = [TESTED.command, ...TESTED.args, ...argv.split(' ').filter(Boolean)]
    const options = { reject: false, input: SOFT_POD } as const
    const { exitCode, stdout, stderr } = await execa('sh', ['-c', script, 'sh', folder, folder, ...command], options)
    t.deepEqual([exitCode, stdout], [argv.startsWith('exec') ? 125 : 2, ''], argv)
    t.regex(stderr, /^casehard: the working folder cannot be used \(no such file or folder\); change to [^\n]+$/)
  }
})

onUnix('input that no string can hold is refused with its limit and the next step', async (t) => {
  const read = ['-c', '"$@" < /dev/zero', 'sh', TESTED.command, ...TESTED.args]
  const ran = [await execa('sh', read, OPTIONS), await start(['check', '/dev/zero'])]
  // V8 holds strings of 512 MB, and the engine of the executable strings of 2048 MB.
  for (const { exitCode, stdout, stderr } of ran) {
    t.deepEqual([exitCode, stdout], [3, ''])
    t.regex(
      stderr,
      /^(?:stdin|\/dev\/zero): larger than (?:512|2048) MB; split the input, and run casehard on each part$/,
    )
  }
})

onUnix('a report does not replace the file that stdin or stdout is redirected from or to', async (t) => {
  const cwd = repository()
  const script = ': > in; : > out; "$@" --report in < in; echo $?; "$@" --report out < in > out; echo $?'
  const { stdout, stderr } = await execa('sh', ['-c', script, 'sh', TESTED.command, ...TESTED.args], { cwd })
  t.is(stdout, '2\n2')
  t.is(stderr.match(/the file is the stdin or stdout of this run; name another file/g)?.length, 2)
})
