import { cpSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { needTar, packFolder } from './archive.ts'
import { type Make, type Making, makeWork, run, Skipped } from './making.ts'

/** V8's code caches fit only the Node that wrote them, and differ each time; the program runs without them. */
const isCache = (name: string): boolean => name.endsWith('.cache')

const copyDist = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync('dist', { withFileTypes: true }))
    if (name.isFile() && !isCache(name.name)) cpSync(join('dist', name.name), join(folder, name.name))
}

/** Copies what the npm package consists of to a folder. */
export const stagePackage = (making: Making, name: string): string => {
  const folder = makeWork(making, name)
  copyDist(join(folder, 'dist'))
  cpSync('schemas', join(folder, 'schemas'), { recursive: true })
  for (const file of ['package.json', 'README.md', 'LICENSE']) cpSync(file, join(folder, file))
  return folder
}

/** The npm package. Its name is not npm's own, because Helm gives the archive of a plugin the same. */
export const makeNpmPackage: Make = (making) => {
  const folder = stagePackage(making, 'npm')
  run(['npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', making.output], { cwd: folder })
  const name = `casehard-npm-${making.version}.tgz`
  renameSync(join(making.output, `casehard-${making.version}.tgz`), join(making.output, name))
  return [name]
}

/** The JSON Schemas of configurations and reports. */
export const makeSchemas: Make = (making) => {
  needTar()
  return [packFolder(making, 'schemas', `casehard-schemas-${making.version}.tar.gz`)]
}

/** The GitHub Action with the built program, so that a job that uses it builds and downloads nothing. */
export const makeAction: Make = (making) => {
  needTar()
  const folder = makeWork(making, 'action')
  copyDist(join(folder, 'dist'))
  cpSync('action', join(folder, 'action'), { recursive: true })
  for (const file of ['action.yml', 'LICENSE']) cpSync(file, join(folder, file))
  return [packFolder(making, folder, `casehard-action-${making.version}.tar.gz`)]
}

/** The executable for the system and processor of this machine. */
export const makeExecutable: Make = ({ output }) => {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const name = `casehard-${process.platform}-${process.arch}${suffix}`
  if (!readdirSync('executable').includes(`casehard${suffix}`))
    throw new Skipped('the executable is not built; run npm run executable')
  cpSync(`executable/casehard${suffix}`, join(output, name))
  return [name]
}
