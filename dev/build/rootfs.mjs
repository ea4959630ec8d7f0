// Makes the files of the container image from the executable: node dev/build/rootfs.mjs FOLDER
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** Kustomize starts container functions as the user `nobody`, and a runtime looks that name up in the image. */
const ACCOUNTS = {
  'etc/passwd': 'nonroot:x:65532:65532:nonroot:/:/nologin\nnobody:x:65534:65534:nobody:/:/nologin\n',
  'etc/group': 'nonroot:x:65532:\nnogroup:x:65534:\n',
}

const LICENCES = ['LICENSE', 'THIRD-PARTY-LICENSES.txt']

/** Returns the paths of the loader and the C library that an executable needs; the executable has all else in it. */
const librariesOf = (program) => {
  const { error, status, stdout, stderr } = spawnSync('ldd', [program], { encoding: 'utf8' })
  if (error !== undefined || status !== 0)
    throw new Error(`the libraries of ${program} are unknown: ${error?.message ?? stderr.trim()}`)
  return [...stdout.matchAll(/(?:^|\s)(\/\S+)(?= \()/g)].map(([, path]) => path)
}

const place = (folder, path, from, mode) => {
  const to = join(folder, path)
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 })
  copyFileSync(from, to)
  chmodSync(to, mode)
}

/**
 * Writes the root filesystem of the image to a folder and replaces an existing one: the executable, the libraries it is
 * linked to, two accounts and the licences; there is no shell. Throws if the executable is not built or not for Linux.
 */
const writeRootfs = (folder) => {
  const program = join(root, 'executable/casehard')
  if (process.platform !== 'linux') throw new Error(`an image needs Linux, and this is ${process.platform}`)
  if (!existsSync(program)) throw new Error('executable/casehard is missing: run npm run executable')
  rmSync(folder, { recursive: true, force: true })
  place(folder, 'casehard', program, 0o755)
  for (const path of librariesOf(program)) place(folder, path, path, 0o755)
  for (const [path, text] of Object.entries(ACCOUNTS)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o755 })
    writeFileSync(join(folder, path), text, { mode: 0o644 })
  }
  for (const name of LICENCES) place(folder, join('licenses', name), join(root, 'dist', name), 0o644)
}

const [folder] = process.argv.slice(2)
try {
  if (folder === undefined) throw new Error('the folder is missing; use node dev/build/rootfs.mjs FOLDER')
  writeRootfs(resolve(folder))
} catch (error) {
  console.error(`casehard: ${error.message}`)
  process.exitCode = 1
}
