import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

/** A file of real manifests. */
export interface CorpusFile {
  /** Folder and name, e.g. `charts/grafana-promtail`. */
  name: string
  path: string
  /** Bytes. */
  size: number
}

/** The folder of real manifests: `CASEHARD_CORPUS`, or else the one next to the project. */
export const CORPUS = resolve(process.env.CASEHARD_CORPUS ?? '../shared/corpus')

/** The folders of the corpus whose pods are counted; `answer-key` contains variants of charts. */
export const COUNTED = ['charts', 'raw']

/** Reads the corpus, sorted by name; returns an empty list if it is absent. */
export const listCorpus = (folders: readonly string[]): CorpusFile[] =>
  folders.flatMap((folder) => {
    const path = join(CORPUS, folder)
    const files = existsSync(path) ? readdirSync(path).filter((file) => file.endsWith('.yaml')) : []
    return files.sort().map((file) => ({
      name: `${folder}/${basename(file, '.yaml')}`,
      path: join(path, file),
      size: statSync(join(path, file)).size,
    }))
  })

/** The built program, as a user's `casehard` would be. */
export const PROGRAM = resolve('dist/start.cjs')

/** The environment without any configuration of casehard. */
export const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CASEHARD_')))
