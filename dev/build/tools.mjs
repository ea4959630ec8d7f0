import { spawnSync } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** The packages that the build loads and those that the program imports. */
const NAMES = ['@clack/core', 'esbuild', 'execa', 'fast-json-patch', 'fzstd', 'ignore', 'yaml', 'yargs']

const exists = (path) =>
  stat(path).then(
    () => true,
    () => false,
  )

/**
 * Settings of the surrounding npm that must not reach the one that installs the tools. `npm install --global` passes
 * `global` to all npms that it starts.
 */
const FOREIGN =
  /^npm_config_(global|location|prefix|local_prefix|dry_run|package_lock|package_lock_only|omit|workspace|workspaces)$/i

/** Returns the command of the npm that runs this script; without one, that on the PATH. */
const findNpm = () => {
  const file = process.env.npm_execpath
  return file !== undefined && basename(file) === 'npm-cli.js' ? [process.execPath, file] : ['npm']
}

/** Installs the packages at the versions of the lock file, without running their scripts. */
const install = async (root, folder) => {
  const own = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  const dependencies = Object.fromEntries(NAMES.map((name) => [name, own.devDependencies[name]]))
  lock.packages[''] = { dependencies }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock))
  if (await exists(join(root, '.npmrc'))) await copyFile(join(root, '.npmrc'), join(folder, '.npmrc'))
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)))
  const [program, ...first] = findNpm()
  const args = [...first, 'install', '--ignore-scripts', '--include=optional', '--no-audit', '--no-fund']
  // npm reads its errors from stderr; stdout is for the name that `npm pack` prints.
  const { status, error } = spawnSync(program, args, {
    cwd: folder,
    env,
    stdio: ['ignore', 2, 2],
    shell: program === 'npm' && process.platform === 'win32',
  })
  if (error !== undefined || status !== 0)
    throw new Error(
      `cannot install ${NAMES.join(', ')}, which are needed to build casehard: see the error of npm above, or run "npm ci"`,
      { cause: error },
    )
}

/**
 * Calls a function with the folder of the build tools' packages and a `require` for them. If they are not installed, as
 * in a fresh clone that `npm pack` and `npm install --global` are run on, they come into a temporary folder: npm installs
 * development dependencies for neither, nor for `npm install --global git+URL`.
 */
export const withTools = async (root, use) => {
  const modules = join(root, 'node_modules')
  const found = await Promise.all(NAMES.map((name) => exists(join(modules, name, 'package.json'))))
  if (found.every(Boolean)) return use({ modules, require: createRequire(join(modules, 'x.js')) })
  const folder = await mkdtemp(join(tmpdir(), 'casehard-build-'))
  try {
    await install(root, folder)
    const modules = join(folder, 'node_modules')
    return await use({ modules, require: createRequire(join(modules, 'x.js')) })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
