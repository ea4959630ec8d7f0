import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, objectsByName, slot } from '../../support/slots.ts'
import { KUSTOMIZES, type Kustomize, tryBuild, writeInto } from './kustomize.ts'

const FIVE = existsSync(slot('kustomize5')) ? 'kustomize5' : 'kubectl'

/** Kustomize 5, or the one in kubectl if it is absent. */
export const KUSTOMIZE_5 = KUSTOMIZES.find(({ name }) => name === FIVE) as Kustomize

/** What a program made of a kustomization, or why it refused. */
export type Built = { stream: string } | { refusal: string }

/** Builds a kustomization from files; `at` is its folder, by default the root. */
export const build = async (
  kustomize: Kustomize,
  files: Readonly<Record<string, string>>,
  at = '.',
): Promise<Built> => {
  const folder = writeInto(makeFolder(), files)
  const { failed, stdout, stderr } = await tryBuild(kustomize, join(folder, at), process.env)
  rmSync(folder, { recursive: true })
  return failed ? { refusal: stderr.trim() } : { stream: stdout }
}

/** Returns the files of a kustomization: manifests and an optional component. */
export const kustomization = (stream: string, component?: string, more = ''): Record<string, string> => ({
  'kustomization.yaml': `resources: [manifests.yaml]\n${component === undefined ? '' : 'components: [hardening]\n'}${more}`,
  'manifests.yaml': stream,
  ...(component === undefined ? {} : { 'hardening/kustomization.yaml': component }),
})

/** Combines kustomizations, with distinct prefixes, because starting a program takes longer than building. */
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

/** Lists whose order does not matter: Kustomize adds a new item at the start, casehard at the end. */
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

/** Returns the semantic differences of two built outputs; the lists are equal if there are none. */
export const compareStreams = (a: string, b: string): [[string, unknown][], [string, unknown][]] => [
  valuesBeside(a, b),
  valuesBeside(b, a),
]
