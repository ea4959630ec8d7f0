import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test from 'ava'
import { execa } from 'execa'

/** Copies what the program and the type check need to a temporary folder. */
const copyProject = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-scaffold-'))
  for (const path of ['src', 'profiles', 'tsconfig.json', 'package.json', 'biome.json'])
    cpSync(path, join(folder, path), { recursive: true, filter: (file) => !file.endsWith('.test.ts') })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

const newControl = (cwd: string, ...args: string[]) =>
  execa('node', [resolve('dev/scaffold/new-control.mjs'), ...args], { cwd, reject: false })

test('new-control writes a control that type-checks, in the list and in the profile', async (t) => {
  const folder = copyProject()
  try {
    const { exitCode, stdout } = await newControl(folder, 'no-shell-in-probe')
    t.is(exitCode, 0)
    t.regex(stdout, /^wrote src\/controls\/no-shell-in-probe\.ts$/m)
    const list = readFileSync(join(folder, 'src/controls/index.ts'), 'utf8')
    t.regex(list, /^import noShellInProbe from '\.\/no-shell-in-probe\.ts'\nimport noUnconfinedSeccomp/m)
    t.regex(list, /^ {2}noShellInProbe,\n {2}\/\/ Last,/m)
    t.regex(readFileSync(join(folder, 'profiles/restricted.yaml'), 'utf8'), /^ {4}no-shell-in-probe: default$/m)
    const check = await execa('npx', ['tsc', '--noEmit'], { cwd: folder, reject: false })
    t.is(check.stdout, '')
    const lint = await execa('npx', ['biome', 'check', 'src/controls'], { cwd: folder, reject: false })
    t.is(lint.exitCode, 0, lint.stderr)
    t.like(await newControl(folder, 'no-shell-in-probe'), { exitCode: 2, stdout: '' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('new-control refuses an id that exists or is not an id, and changes nothing', async (t) => {
  for (const [args, message] of [
    [['no-privileged'], 'the control no-privileged exists: src/controls/no-privileged.ts'],
    [['drop-capabilities'], 'the control drop-capabilities exists: src/controls/drop-capabilities'],
    [['No_Shell'], '"No_Shell" is not an id; '],
    [['../x-y'], '"../x-y" is not an id; '],
    [[], 'expected one id; '],
  ] as const) {
    const { exitCode, stdout, stderr } = await newControl('.', ...args)
    t.is(exitCode, 2)
    t.is(stdout, '')
    t.true(stderr.startsWith(`new-control: ${message}`), stderr)
  }
})
