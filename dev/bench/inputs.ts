import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { COUNTED, type CorpusFile, listCorpus } from '../../test/support/streams.ts'

/** What is piped into every program. */
export interface BenchInput {
  name: string
  path: string
  /** How often each program runs on it. */
  rounds: number
}

/** Megabytes of custom resource definitions in the input that has nothing else besides the small chart. */
export const CRD_MEGABYTES = 8

/** The test cases, if there are no real charts. */
const listCases = (): CorpusFile[] =>
  readdirSync('testdata/cases', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.in.yaml'))
    .map((file) => join('testdata/cases', file))
    .map((path) => ({ name: basename(path, '.in.yaml'), path, size: statSync(path).size }))

const crd = (index: number): string => {
  const properties = Array.from({ length: 200 }, (_, property) =>
    [
      `              field${property}:`,
      '                description: What the operator does with this field, in a sentence of a usual length.',
      '                type: string',
    ].join('\n'),
  )
  return `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets${index}.example.com
spec:
  group: example.com
  names: {kind: Widget${index}, plural: widgets${index}}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
${properties.join('\n')}
`
}

const concatenate = (texts: readonly string[]): string =>
  texts.map((text) => (text.endsWith('\n') ? text : `${text}\n`)).join('---\n')

const sizeOf = (path: string): string => {
  const kilobytes = statSync(path).size / 1000
  return kilobytes < 1000 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1000).toFixed(1)} MB`
}

/**
 * Writes the inputs that have to be made into a folder and names all of them.
 * @param rounds how often the programs run on the smaller inputs
 */
export const prepareInputs = (folder: string, rounds: number): BenchInput[] => {
  const corpus = listCorpus([...COUNTED, 'answer-key'])
  const files = corpus.length > 0 ? corpus : listCases()
  const bySize = [...files].sort((a, b) => a.size - b.size)
  const largest = bySize.at(-1)
  const small = files.find(({ name }) => name === 'charts/grafana-loki-distributed') ?? bySize[bySize.length >> 1]
  if (small === undefined || largest === undefined) throw new Error('no corpus and no cases to measure with')
  const make = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const texts = files.map(({ path }) => readFileSync(path, 'utf8'))
  const all = make('all.yaml', concatenate(texts))
  const definition = crd(0).length
  const crds = Array.from({ length: Math.round((CRD_MEGABYTES * 1e6) / definition) }, (_, index) => crd(index))
  const padded = make('crds.yaml', concatenate([readFileSync(small.path, 'utf8'), crds.join('')]))
  const few = Math.max(3, Math.round(rounds / 3))
  return [
    { name: `${small.name}, ${sizeOf(small.path)}`, path: small.path, rounds },
    { name: `${largest.name}, ${sizeOf(largest.path)}`, path: largest.path, rounds },
    { name: `the first with ${CRD_MEGABYTES} MB of CRDs`, path: padded, rounds },
    { name: `all ${files.length} streams as one, ${sizeOf(all)}`, path: all, rounds: few },
  ]
}
