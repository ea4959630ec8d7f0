import { spawnSync } from 'node:child_process'
import { chmod, copyFile, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const dist = join(root, 'dist')
/** The private package with Bun's compiler and the sources of the executable. */
const home = join(root, 'executable')
const suffix = process.platform === 'win32' ? '.exe' : ''

/** Gives the one package that npm found to fit the machine: system, processor and C library. */
const findCompiler = async () => {
  const folder = join(home, 'node_modules', '@oven')
  const [name, ...others] = await readdir(folder).catch(() => [])
  if (name === undefined || others.length > 0) {
    const found = name === undefined ? 'none' : [name, ...others].join(', ')
    throw new Error(
      `one compiler for ${process.platform}-${process.arch} is needed, and npm ci in executable/ has installed ${found}; Bun has one for Linux (glibc and musl), macOS and Windows, on x64 and arm64`,
    )
  }
  return { name: `@oven/${name}`, path: join(folder, name, 'bin', `bun${suffix}`) }
}

/**
 * What keeps the executable from anything but its own code. By default it would load what lies in the working directory
 * (`.env` and the code that `bunfig.toml` names), and take arguments of Bun from the variable BUN_OPTIONS, among them
 * code to load; behind a `--` these are none. `__filename` would be a path of the machine that compiled.
 */
const closed = [
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  '--no-compile-autoload-tsconfig',
  '--no-compile-autoload-package-json',
  '--compile-exec-argv=--',
  '--define=__filename=Bun.main',
]

/** Runs a program in a folder that is also its home; returns its output. */
const run = (folder, path, args) => {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(BUN_|CASEHARD_|XDG_)/.test(name))
  const env = { ...Object.fromEntries(inherited), HOME: folder, USERPROFILE: folder }
  const { error, status, stdout, stderr } = spawnSync(path, args, { cwd: folder, env, encoding: 'utf8' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${path} ended with exit code ${status}:\n${stderr}${stdout}`)
  return stdout.trim()
}

/** Compiles the bundle with its licences to `executable/casehard`; replaces an existing file. */
const compile = async (folder) => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const compiler = await findCompiler()
  const taken = ['casehard.cjs', 'LICENSE', 'THIRD-PARTY-LICENSES.txt']
  await Promise.all(taken.map((file) => copyFile(join(dist, file), join(folder, file))))
  await writeFile(join(folder, 'MARK'), `casehard-executable ${version}\n`)
  const outfile = join(folder, `casehard${suffix}`)
  run(folder, compiler.path, [
    ...['build', 'casehard.cjs', '--compile', '--bytecode', ...closed],
    '--define=CASEHARD_EXECUTABLE=true',
    // By its mark `casehard plugin helm --executable` knows such a file and its version.
    ...['LICENSE', 'THIRD-PARTY-LICENSES.txt', 'MARK'].map((file) => `--asset=${file}`),
    `--outfile=${outfile}`,
  ])
  await chmod(outfile, 0o755)
  const said = run(folder, outfile, ['--version'])
  if (said !== version) throw new Error(`the executable says that it is "${said}", and not ${version}`)
  const { size } = await stat(outfile)
  await rename(outfile, join(home, `casehard${suffix}`))
  const bun = run(folder, compiler.path, ['--version'])
  console.log(`built executable/casehard${suffix}, ${Math.round(size / 1e6)} MB, with Bun ${bun} (${compiler.name})`)
}

const build = async () => {
  const folder = await mkdtemp(join(home, '.compile-'))
  try {
    await compile(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await build().catch((error) => {
  console.error(`casehard: ${error.message}`)
  process.exitCode = 1
})
