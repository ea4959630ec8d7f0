import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A TypeScript file of the project. */
export interface SourceFile {
  /** Path from the root of the project. */
  path: string
  text: string
  /** Number of lines. */
  lines: number
  /** Whether it is a test or a helper of tests. */
  isTest: boolean
  imports: Import[]
}

/** An import or re-export. */
export interface Import {
  from: string
  /** A path from the root of the project, or the name of a package. */
  to: string
  form: 'static' | 'type' | 'dynamic'
}

/** The folders with sources. */
export const SOURCE_FOLDERS = ['cmd', 'playground', 'src', 'dev', 'test']

const IMPORT =
  /\b(?:(?:import|export)\s+(type\s)?[^'"();]*?\bfrom\s*|import\s+)(['"])(.+?)\2|\bimport\((['"])(.+?)\4\)/g

const importsOf = (path: string, text: string): Import[] =>
  [...text.matchAll(IMPORT)].map((match) => {
    const name = match[3] ?? match[5] ?? ''
    const form = match[5] !== undefined ? 'dynamic' : match[1] !== undefined ? 'type' : 'static'
    return { from: path, to: name.startsWith('.') ? join(dirname(path), name) : name, form }
  })

const readSource = (path: string): SourceFile => {
  const text = readFileSync(path, 'utf8')
  const isTest = path.startsWith('test/') || /[.-]test\.ts$|[/-]testing\.ts$/.test(path)
  return { path, text, lines: text.trimEnd().split('\n').length, isTest, imports: importsOf(path, text) }
}

/** Reads all TypeScript files of the project, sorted by path. Run it from the root of the project. */
export const readSources = (): SourceFile[] =>
  SOURCE_FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules'))
    .sort()
    .map(readSource)

/** Lists the files that a file imports, directly or through others, itself included. */
export const filesBehind = (path: string, sources: readonly SourceFile[]): string[] => {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const reached = new Set([path])
  for (const file of reached) for (const { to } of byPath.get(file)?.imports ?? []) if (byPath.has(to)) reached.add(to)
  return [...reached]
}
