import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { SOFT_POD } from '../../cmd/testing.ts'
import { cleanEnvironment, PROGRAM } from '../support/streams.ts'

const env = { ...cleanEnvironment(), CASEHARD_CONFIG: 'none' }
const HARDENED = /enableServiceLinks: false/

const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'casehard-disk-'))

const casehard = (cwd: string, ...args: string[]) =>
  execa(process.execPath, [PROGRAM, ...args], { cwd, env, extendEnv: false, reject: false })

const read = (...parts: string[]): string => readFileSync(join(...parts), 'utf8')

const isRoot = process.getuid?.() === 0

/** Whether a system command works here; logs if it does not, as in some containers. */
const works = (what: string, command: string, ...args: string[]): boolean => {
  const isThere = isRoot && spawnSync(command, args).status === 0
  if (!isThere) console.warn(`skipped: ${what}, for which root and ${command} are needed`)
  return isThere
}

/** Mounts a file system with a size in bytes; returns its folder. */
const mount = (folder: string, options: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder]).status === 0

const canMount = (): boolean => {
  const folder = makeFolder()
  const isMounted = works('a full disk and a read-only one', 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'none', folder)
  if (isMounted) spawnSync('umount', [folder])
  return isMounted
}

const withMount = canMount() ? test : test.skip

const canFreeze = (): boolean => {
  const folder = makeFolder()
  const file = join(folder, 'a')
  writeFileSync(file, '')
  const isFrozen = works('a file that nobody may change', 'chattr', '+i', file)
  if (isFrozen) spawnSync('chattr', ['-i', file])
  return isFrozen
}

const withChattr = canFreeze() ? test : test.skip

test('a file keeps its mode, its owner, its line endings and its byte order mark, and other files are unchanged', async (t) => {
  const folder = makeFolder()
  const crlf = `\uFEFF${SOFT_POD.replaceAll('\n', '\r\n')}`
  writeFileSync(join(folder, 'a.yaml'), crlf)
  writeFileSync(join(folder, 'b.yaml'), SOFT_POD.trimEnd())
  writeFileSync(join(folder, 'c.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n')
  chmodSync(join(folder, 'a.yaml'), 0o640)
  chmodSync(join(folder, 'b.yaml'), 0o755)
  if (isRoot) chownSync(join(folder, 'a.yaml'), 1234, 4321)
  const before = statSync(join(folder, 'c.yaml'))
  const { exitCode, stderr } = await casehard(folder, 'fix', '.')
  t.deepEqual([exitCode, stderr], [0, ''])
  const a = read(folder, 'a.yaml')
  t.regex(a, HARDENED)
  t.true(a.startsWith('\uFEFFapiVersion'))
  t.false(/(?<!\r)\n/.test(a))
  t.false(read(folder, 'b.yaml').endsWith('\n'))
  const { mode, uid, gid } = statSync(join(folder, 'a.yaml'))
  t.is(mode & 0o7777, 0o640)
  if (isRoot) t.deepEqual([uid, gid], [1234, 4321])
  t.is(statSync(join(folder, 'b.yaml')).mode & 0o7777, 0o755)
  const after = statSync(join(folder, 'c.yaml'))
  t.deepEqual([after.ino, after.mtimeMs], [before.ino, before.mtimeMs])
  t.deepEqual(readdirSync(folder).sort(), ['a.yaml', 'b.yaml', 'c.yaml'])
})

test('a file with several names stays one file, and all of its names have the new text', async (t) => {
  const [folder, other] = [makeFolder(), makeFolder()]
  const long = `${SOFT_POD}# ${'x'.repeat(100_000)}\n`
  writeFileSync(join(folder, 'a.yaml'), SOFT_POD)
  linkSync(join(folder, 'a.yaml'), join(folder, 'b.yaml'))
  writeFileSync(join(folder, 'c.yaml'), long)
  linkSync(join(folder, 'c.yaml'), join(other, 'c.yaml'))
  const before = statSync(join(folder, 'a.yaml'))
  const { exitCode, stderr } = await casehard(folder, 'fix', '.')
  t.deepEqual([exitCode, stderr], [0, ''])
  t.regex(read(folder, 'a.yaml'), HARDENED)
  t.is(read(folder, 'b.yaml'), read(folder, 'a.yaml'))
  t.regex(read(other, 'c.yaml'), HARDENED)
  const after = statSync(join(folder, 'b.yaml'))
  t.deepEqual([after.ino, after.nlink, after.mode], [before.ino, 2, before.mode])
  t.is(statSync(join(other, 'c.yaml')).ino, statSync(join(folder, 'c.yaml')).ino)
  t.deepEqual(readdirSync(folder).sort(), ['a.yaml', 'b.yaml', 'c.yaml'])
})

test('a file without write permission is unchanged, even for root', async (t) => {
  const folder = makeFolder()
  for (const name of ['a.yaml', 'b.yaml']) writeFileSync(join(folder, name), SOFT_POD)
  chmodSync(join(folder, 'b.yaml'), 0o444)
  const { exitCode, stdout, stderr } = await casehard(folder, 'fix', '.')
  t.deepEqual([exitCode, stdout], [2, ''])
  t.regex(stderr, /^casehard: b\.yaml: the file is not writable \(permission denied\); no file was changed; /)
  t.deepEqual([read(folder, 'a.yaml'), read(folder, 'b.yaml')], [SOFT_POD, SOFT_POD])
  t.deepEqual(readdirSync(folder).sort(), ['a.yaml', 'b.yaml'])
})

withChattr('a folder and a file that the file system protects leave all files as they were', async (t) => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'z'))
  for (const name of ['a.yaml', 'z/b.yaml']) writeFileSync(join(folder, name), SOFT_POD)
  for (const frozen of ['z', 'z/b.yaml']) {
    spawnSync('chattr', ['+i', join(folder, frozen)])
    const { exitCode, stderr } = await casehard(folder, 'fix', '.')
    spawnSync('chattr', ['-i', join(folder, frozen)])
    t.is(exitCode, 2)
    t.regex(stderr, /^casehard: z\/b\.yaml: .*no file was changed/)
    t.deepEqual([read(folder, 'a.yaml'), read(folder, 'z', 'b.yaml')], [SOFT_POD, SOFT_POD])
    t.deepEqual([readdirSync(folder), readdirSync(join(folder, 'z'))], [['a.yaml', 'z'], ['b.yaml']])
  }
})

withMount('a disk that is full leaves all files as they were and nothing beside them', async (t) => {
  const folder = makeFolder()
  const large = `${SOFT_POD}# ${'x'.repeat(30_000)}\n`
  t.true(mount(folder, 'size=64k'))
  try {
    writeFileSync(join(folder, 'a.yaml'), SOFT_POD)
    writeFileSync(join(folder, 'b.yaml'), large)
    const { exitCode, stdout, stderr } = await casehard(folder, 'fix', '.')
    t.deepEqual([exitCode, stdout], [2, ''])
    t.regex(stderr, /^casehard: b\.yaml: .*\(no space left\); no file was changed; free disk space/)
    t.deepEqual([read(folder, 'a.yaml'), read(folder, 'b.yaml')], [SOFT_POD, large])
    t.deepEqual(readdirSync(folder).sort(), ['a.yaml', 'b.yaml'])
  } finally {
    spawnSync('umount', [folder])
  }
})

withMount('a file system that is read-only leaves all files as they were', async (t) => {
  const folder = makeFolder()
  t.true(mount(folder, 'size=1m'))
  try {
    writeFileSync(join(folder, 'a.yaml'), SOFT_POD)
    t.is(spawnSync('mount', ['-o', 'remount,ro', folder]).status, 0)
    const { exitCode, stderr } = await casehard(folder, 'fix', 'a.yaml')
    t.is(exitCode, 2)
    t.regex(stderr, /^casehard: a\.yaml: .*\(the file system is read-only\); no file was changed; /)
    t.is(read(folder, 'a.yaml'), SOFT_POD)
  } finally {
    spawnSync('umount', [folder])
  }
})

test('symbolic links on a real disk are skipped and listed, and a loop ends', async (t) => {
  const [folder, outside] = [makeFolder(), makeFolder()]
  writeFileSync(join(outside, 'pod.yaml'), SOFT_POD)
  writeFileSync(join(folder, 'pod.yaml'), SOFT_POD)
  symlinkSync(folder, join(folder, 'loop'))
  symlinkSync(outside, join(folder, 'outside'))
  symlinkSync(join(outside, 'pod.yaml'), join(folder, 'link.yaml'))
  const { exitCode, stdout } = await casehard(folder, 'fix', '.')
  t.is(exitCode, 0)
  t.regex(stdout, /^1 file of manifests: 1 fixed, 3 left out$/m)
  t.is(read(outside, 'pod.yaml'), SOFT_POD)
  t.true(lstatSync(join(folder, 'link.yaml')).isSymbolicLink())
  t.is((await casehard(folder, 'fix', 'link.yaml')).exitCode, 2)
})

test('check and diff read the pipe that a shell puts in the place of a file', async (t) => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'pod.yaml'), SOFT_POD)
  const script = '"$1" "$2" check --quiet <(cat pod.yaml)'
  const { exitCode } = await execa('bash', ['-c', script, 'bash', process.execPath, PROGRAM], {
    cwd: folder,
    env,
    extendEnv: false,
    reject: false,
  })
  t.is(exitCode, 1)
})
