import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { makeFolder, objectsByName, slot } from './slots.ts'

/** The programs that build kustomizations, and how they are called for a folder. */
const BUILDERS = { kustomize: 'build', kustomize5: 'build', kubectl: 'kustomize' } as const
export type Builder = keyof typeof BUILDERS
export const BUILDER_NAMES = Object.keys(BUILDERS) as Builder[]

/** Kustomize 5, for which that in kubectl stands in where it is absent. */
export const KUSTOMIZE_5: Builder = existsSync(slot('kustomize5')) ? 'kustomize5' : 'kubectl'

/** What a program made of a kustomization, or why it refused. */
export type Built = { stream: string } | { refusal: string }

/** Writes files by their paths into a folder. */
export const writeFiles = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Builds a kustomization that is given as files; `at` is its folder, where that is not the root. */
export const build = async (program: Builder, files: Readonly<Record<string, string>>, at = '.'): Promise<Built> => {
  const folder = makeFolder()
  writeFiles(folder, files)
  const options = { reject: false, stripFinalNewline: false }
  const { exitCode, stdout, stderr } = await execa(slot(program), [BUILDERS[program], join(folder, at)], options)
  rmSync(folder, { recursive: true })
  return exitCode === 0 ? { stream: stdout } : { refusal: stderr.trim() }
}

/** The files of a kustomization: one file of manifests, and a component where there is one. */
export const kustomization = (stream: string, component?: string, more = ''): Record<string, string> => ({
  'kustomization.yaml': `resources: [manifests.yaml]\n${component === undefined ? '' : 'components: [hardening]\n'}${more}`,
  'manifests.yaml': stream,
  ...(component === undefined ? {} : { 'hardening/kustomization.yaml': component }),
})

/** Kustomizations side by side in one, since a program takes longer to start than to build; prefixes tell them apart. */
export const batch = (members: readonly { stream: string; component?: string }[]): Record<string, string> => {
  const folders = members.map(({ stream, component }, i): [string, Record<string, string>] => [
    `part-${i}`,
    kustomization(stream, component, `namePrefix: part-${i}-\n`),
  ])
  return {
    'kustomization.yaml': `resources: [${folders.map(([folder]) => folder).join(', ')}]\n`,
    ...Object.fromEntries(
      folders.flatMap(([folder, files]) => Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text])),
    ),
  }
}

/** Lists whose order says nothing: Kustomize puts a new item first, casehard last. */
const UNORDERED = ['volumes', 'volumeMounts']

const normalize = (value: unknown, field = ''): unknown => {
  if (Array.isArray(value)) {
    const items = value.map((item) => normalize(item))
    return UNORDERED.includes(field) ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    // A null is an absent field to Kubernetes, and Kustomize drops it from what it patches.
    .filter(([, child]) => child !== null)
    .map(([key, child]): [string, unknown] => [key, normalize(child, key)])
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const documentsOf = (stream: string): string[] => stream.split(/^---\n/m)

/** The values of a stream by object, without those that another stream has word for word. */
const valuesBeside = (stream: string, other: string): [string, unknown][] => {
  const same = new Set(documentsOf(other))
  const own = documentsOf(stream).filter((document) => !same.has(document))
  return objectsByName(own.join('---\n')).map(([name, object]) => [name, normalize(object)])
}

/** What differs in meaning between two streams that a program built: equal lists where nothing does. */
export const compareStreams = (a: string, b: string): [[string, unknown][], [string, unknown][]] => [
  valuesBeside(a, b),
  valuesBeside(b, a),
]
