import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { parse, stringify } from 'yaml'
import { splitStream } from '../../../src/yaml/split.ts'
import { filesBelow } from '../../support/hardening.ts'

/** The mark of a package. */
export const KPTFILE = `apiVersion: kpt.dev/v1
kind: Kptfile
metadata:
  name: shop
  annotations: {config.kubernetes.io/local-config: "true"}
`

/** A workload that never leaves the package. */
export const LOCAL_JOB = `apiVersion: batch/v1
kind: Job
metadata:
  name: rehearsal
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  template:
    spec:
      containers: [{name: rehearsal, image: registry.example/shop/rehearsal:1.0.0}]
`

/** A workload without hardening, with comments. */
export const DEPLOYMENT = `# The shop window.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: window # as in the street
spec:
  selector:
    matchLabels: {app: window}
  template:
    metadata:
      labels: {app: window}
    spec:
      containers:
      # there is but one
      - name: window
        image: registry.example/shop/window:1.0.0
`

/** A configuration, with its spec in flow style. */
export const HARDENING = (spec: string): string =>
  `apiVersion: casehard.dev/v1\nkind: Hardening\nmetadata:\n  name: shop\nspec: ${spec}\n`

/** Makes a package of files; the Kptfile is there of itself. */
export const makePackage = (folder: string, files: Record<string, string>, name = 'package'): string => {
  const path = join(folder, name)
  mkdirSync(path)
  for (const [file, text] of Object.entries({ Kptfile: KPTFILE, ...files })) writeFileSync(join(path, file), text)
  return path
}

/** The files of a folder by their names. */
export const contentsOf = (path: string): Record<string, string> =>
  Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(join(path, file), 'utf8')]))

/** All manifests of a package as one stream. */
export const streamOf = (path: string): string =>
  filesBelow(path, '.yaml')
    .map((file) => `---\n${readFileSync(file, 'utf8')}`)
    .join('')

/** Has kpt run casehard on the package of a folder. */
export const evaluate = (folder: string, env: NodeJS.ProcessEnv, ...args: string[]) =>
  execa('kpt', ['fn', 'eval', 'package', '--exec', 'casehard fn', ...args], {
    cwd: folder,
    env,
    extendEnv: false,
    reject: false,
  })

/** A result of a function. */
export interface Result {
  severity: string
  message: string
  field?: { path: string; currentValue?: unknown; proposedValue?: unknown }
  file?: { path: string }
}

/** What kpt keeps of the only function of a run. */
export const resultsIn = (folder: string): { exitCode: number; results?: Result[] } =>
  parse(readFileSync(join(folder, 'results', 'results.yaml'), 'utf8')).items[0]

/** Splits manifests for kpt: one file per document, and one per item of a List. */
export const asFiles = (stream: string): Record<string, string> => {
  const documents = splitStream(stream)
    .filter(({ hasContent }) => hasContent)
    .flatMap(({ text }): string[] => {
      const value = parse(text)
      return value.kind === 'List' ? value.items.map((item: unknown) => stringify(item)) : [text]
    })
  return Object.fromEntries(documents.map((text, i) => [`${String(i).padStart(3, '0')}.yaml`, text]))
}
