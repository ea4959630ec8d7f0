import test from 'ava'
import { parse } from 'yaml'
import { VERSION } from '../../cli/version.ts'
import { run } from '../../testing.ts'

const PACKAGE = {
  '/package/dist/start.cjs': 'start',
  '/package/dist/casehard.cjs': 'program',
  '/package/dist/LICENSE': 'ours',
  '/package/dist/THIRD-PARTY-LICENSES.txt': 'theirs',
}

const WRITTEN = ['dist/LICENSE', 'dist/THIRD-PARTY-LICENSES.txt', 'dist/casehard.cjs', 'dist/start.cjs', 'plugin.yaml']

const write = (files: Record<string, string | Uint8Array>) =>
  run(['plugin', 'helm', '--dir', 'p'], { files: { ...PACKAGE, ...files } })

const below = (files: Record<string, string>, folder: string): string[] =>
  Object.keys(files)
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => path.slice(folder.length + 1))
    .sort()

/** The head of an executable, for x86-64 or another processor, with the mark that compiling leaves. */
const HEADS: Record<string, (machine: number) => Buffer> = {
  linux: (machine) => {
    const head = Buffer.alloc(64)
    head.write('\x7fELF')
    head.writeUInt16LE(machine, 18)
    return head
  },
  darwin: (machine) => {
    const head = Buffer.alloc(64)
    head.write('\xcf\xfa\xed\xfe', 'latin1')
    head.writeUInt32LE(machine, 4)
    return head
  },
  windows: (machine) => {
    const head = Buffer.alloc(256)
    head.write('MZ')
    head.writeUInt32LE(0x80, 60)
    head.write('PE\0\0', 0x80)
    head.writeUInt16LE(machine, 0x84)
    return head
  },
}

const executable = (os = 'linux', machine = 0x3e, version = VERSION): Buffer =>
  Buffer.concat([HEADS[os]?.(machine) ?? Buffer.alloc(64), Buffer.from(`casehard-executable ${version}\n`)])

const BUILT = { '/package/executable/casehard': executable() }

const rowsOf = (files: Record<string, string>, folder = '/project/p') =>
  parse(files[`${folder}/plugin.yaml`] ?? '').runtimeConfig.platformCommand

for (const [os, machine, arch] of [
  ['linux', 0x3e, 'amd64'],
  ['linux', 0xb7, 'arm64'],
  ['darwin', 0x01000007, 'amd64'],
  ['darwin', 0x0100000c, 'arm64'],
  ['windows', 0x8664, 'amd64'],
  ['windows', 0xaa64, 'arm64'],
] as const) {
  test(`an executable for ${os}/${arch} is used on its platform and replaces the bundle`, async (t) => {
    const files = { ...PACKAGE, '/project/built': executable(os, machine) }
    const result = await run(['plugin', 'helm', '--dir', 'p', '--executable', 'built'], { files })
    t.deepEqual([result.code, result.stderr], [0, ''])
    const [name, command] =
      os === 'windows'
        ? ['casehard.exe', '$HELM_PLUGIN_DIR\\dist\\casehard.exe']
        : ['casehard', '$HELM_PLUGIN_DIR/dist/casehard']
    t.deepEqual(below(result.files, '/project/p'), [
      ...['dist/BUN-LICENSES.txt', 'dist/LICENSE', 'dist/THIRD-PARTY-LICENSES.txt', `dist/${name}`].sort(),
      'plugin.yaml',
    ])
    t.true(result.writes.includes(`/project/p/.casehard-new/dist/${name} to be run`))
    t.deepEqual(rowsOf(result.files), [{ os, arch, command, args: ['helm-post-render'] }])
    t.regex(
      result.stdout,
      RegExp(`^p: the plugin casehard ${VERSION} for Helm 4, with an executable for ${os}/${arch}$`, 'm'),
    )
  })
}

test('--executable without a file uses the one in the package', async (t) => {
  for (const argv of [
    ['--executable', '--dir', 'p'],
    ['--dir', 'p', '--executable'],
  ]) {
    const result = await run(['plugin', 'helm', ...argv], { files: { ...PACKAGE, ...BUILT } })
    t.is(result.code, 0)
    t.is(result.files['/project/p/dist/casehard'], BUILT['/package/executable/casehard'].toString())
  }
})

test('an executable writes itself, with and without --executable', async (t) => {
  const files = { ...PACKAGE, '/usr/local/bin/casehard': executable('linux', 0xb7), ...BUILT }
  const setup = { files, executable: '/usr/local/bin/casehard' }
  for (const argv of [[], ['--executable']]) {
    const result = await run(['plugin', 'helm', '--dir', 'p', ...argv], setup)
    t.is(result.code, 0)
    t.like(rowsOf(result.files)[0], { os: 'linux', arch: 'arm64' })
    t.false('/project/p/dist/casehard.cjs' in result.files)
  }
})

test('an executable replaces the bundle, and the bundle replaces an executable', async (t) => {
  const before = await write(BUILT)
  const result = await run(['plugin', 'helm', '--dir', 'p', '--executable'], { files: before.files })
  t.false('/project/p/dist/casehard.cjs' in result.files)
  const back = await run(['plugin', 'helm', '--dir', 'p'], { files: { ...result.files, ...PACKAGE } })
  t.deepEqual(below(back.files, '/project/p'), WRITTEN)
})

test('what comes next names the executable again', async (t) => {
  const env = { HELM_PLUGINS: '/h' }
  const files = { ...PACKAGE, ...BUILT, "/project/it's": executable() }
  const next = async (...argv: string[]) =>
    /^Next: {2}(.*)$/m.exec((await run(['plugin', 'helm', '--dir', 'p', ...argv], { env, files })).stdout)?.[1]
  t.is(await next('--executable'), 'casehard plugin helm --dir /h/casehard --executable')
  t.is(await next('--executable', "it's"), "casehard plugin helm --dir /h/casehard --executable 'it'\\''s'")
})

const UNFIT: Record<string, { file?: Buffer; says: RegExp }> = {
  'a file that is not there': {
    says: /^casehard: x: the executable cannot be read \(no such file or folder\); name /,
  },
  'a script': {
    file: Buffer.from(`#!/bin/sh\n${'#'.repeat(80)}\n`),
    says: /^casehard: x: is not an executable for linux, /,
  },
  'an empty file': { file: Buffer.alloc(0), says: /^casehard: x: is not an executable for linux, / },
  'a DOS program': {
    file: Buffer.from(`MZ${'\0'.repeat(62)}`),
    says: /^casehard: x: is not an executable for linux, /,
  },
  'a header that ends early': {
    file: executable('windows', 0x8664).subarray(0, 0x84),
    says: /^casehard: x: is not an exec/,
  },
  'another processor': { file: executable('linux', 0xf3), says: /^casehard: x: is not an executable for linux, / },
  'another program': { file: HEADS.linux?.(0x3e) as Buffer, says: /^casehard: x: is not an executable of casehard \d/ },
  'another version': {
    file: executable('linux', 0x3e, '0.0.9'),
    says: /^casehard: x: is not an executable of casehard \d/,
  },
}

for (const [name, { file, says }] of Object.entries(UNFIT)) {
  test(`--executable refuses ${name}, and nothing is written`, async (t) => {
    const files = { ...PACKAGE, ...(file === undefined ? {} : { '/project/x': file }) }
    const result = await run(['plugin', 'helm', '--dir', 'p', '--executable', 'x'], { files })
    t.deepEqual([result.code, result.stdout, result.writes], [2, '', ['stderr']])
    t.regex(result.stderr, says)
    t.regex(result.stderr, /; name a file that npm run executable built from this version\n$/)
  })
}

test('--executable without a file explains how to build one if it is missing', async (t) => {
  const result = await run(['plugin', 'helm', '--dir', 'p', '--executable'], { files: PACKAGE })
  t.deepEqual([result.code, result.stdout, result.writes], [2, '', ['stderr']])
  t.regex(result.stderr, /no executable has been built; run npm run executable, or use --executable FILE\n$/)
})

test('the old plugin is kept if the executable cannot be copied', async (t) => {
  const { files } = await write(BUILT)
  const faults = { 'copy /project/p/.casehard-new/dist/casehard': 'ENOSPC' }
  const result = await run(['plugin', 'helm', '--dir', 'p', '--executable'], { files, faults })
  t.is(result.code, 2)
  t.regex(result.stderr, /^casehard: p: the plugin cannot be written \(no space left\)/)
  t.deepEqual(below(result.files, '/project/p'), WRITTEN)
})
