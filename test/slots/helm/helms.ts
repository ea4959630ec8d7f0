import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import type { Json, JsonObject } from '../../../src/model.ts'
import { parseSlice } from '../../../src/yaml/parse.ts'
import { splitStream } from '../../../src/yaml/split.ts'
import { type Cluster, startCluster } from '../../api-server/stub.ts'
import { installInto, makeFolder } from '../../support/installed.ts'
import { slot } from '../../support/slot-path.ts'

/** A minimal plugin for Helm 4, which does not run programs from the PATH. */
export const PLUGIN = `apiVersion: v1
type: postrenderer/v1
name: casehard
version: 0.0.1
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: casehard
`

/** Makes Helm hand its manifests to casehard, in either major. */
export const POST_RENDERER = ['--post-renderer', 'casehard'] as const

/** How a run of Helm ended. */
export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** A Helm with its own folder, which is also its working directory, and with casehard. */
export interface Helm {
  folder: string
  env: NodeJS.ProcessEnv
  /** Runs it, whatever comes of it. */
  try(args: readonly string[]): Promise<Ended>
  /** Runs it and returns its output; rejects if it fails. */
  run(args: readonly string[]): Promise<string>
}

/** @param binary `helm3` or `helm4` */
export const prepareHelm = (binary: string, variables: NodeJS.ProcessEnv = {}): Helm => {
  const folder = makeFolder()
  const plugins = join(folder, 'plugins')
  mkdirSync(join(plugins, 'casehard'), { recursive: true })
  if (binary === 'helm4') writeFileSync(join(plugins, 'casehard', 'plugin.yaml'), PLUGIN)
  const env = { ...installInto(folder), HELM_PLUGINS: plugins, ...variables }
  const options = { cwd: folder, env, extendEnv: false, stripFinalNewline: false } as const
  return {
    folder,
    env,
    try: async (args) => {
      const { exitCode = -1, stdout, stderr } = await execa(slot(binary), args, { ...options, reject: false })
      return { code: exitCode, stdout, stderr }
    },
    run: async (args) => (await execa(slot(binary), args, options)).stdout,
  }
}

/** Gives Helm a cluster for as long as a test needs it. */
export const withCluster = async (
  binary: string,
  use: (helm: Helm, cluster: Cluster) => Promise<void>,
): Promise<void> => {
  const cluster = await startCluster(makeFolder())
  try {
    await use(prepareHelm(binary, { KUBECONFIG: cluster.kubeconfig }), cluster)
  } finally {
    await cluster.close()
  }
}

/** The path of a chart from any working directory. */
export const chartAt = (path: string): string => resolve(path)

/** Fields that Helm and the API server add to an object unless the chart sets them. */
const ADDED = {
  metadata: ['uid', 'creationTimestamp', 'resourceVersion', 'namespace'],
  labels: ['app.kubernetes.io/managed-by'],
  annotations: ['meta.helm.sh/release-name', 'meta.helm.sh/release-namespace'],
}

const without = (object: Json | undefined, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object ?? {}).filter(([name]) => !names.includes(name)))

/** Removes the fields that Helm and the API server add, so that an object can be compared with its manifest. */
const asWritten = ({ status, ...object }: JsonObject): JsonObject => {
  const metadata = without(object.metadata, ADDED.metadata)
  const [labels, annotations] = [
    without(metadata.labels, ADDED.labels),
    without(metadata.annotations, ADDED.annotations),
  ]
  return { ...object, metadata: { ...metadata, labels, annotations } }
}

/** Returns the objects of manifests as Kubernetes reads them, with the items of Lists. */
const objectsOf = (stream: string): JsonObject[] =>
  splitStream(stream)
    .map(({ text }) => parseSlice(text)?.value as JsonObject | undefined)
    .flatMap((object): JsonObject[] => {
      if (object === undefined) return []
      return object.kind === 'List' ? (object.items as JsonObject[]) : [object]
    })

/** Manifests by identity, as they would be in the cluster once Helm wrote them. */
export const asInstalled = (stream: string): Record<string, JsonObject> =>
  Object.fromEntries(
    objectsOf(stream)
      .map(asWritten)
      .map((object) => [`${object.kind}/${(object.metadata as JsonObject).name}`, object]),
  )

/** What a cluster was given, by identity; the Secrets that Helm keeps its releases in are left out. */
export const inCluster = (cluster: Cluster): Record<string, JsonObject> =>
  Object.fromEntries(
    cluster
      .written()
      .filter(({ type }) => type !== 'helm.sh/release.v1')
      .map((object) => [`${object.kind}/${object.metadata.name}`, asWritten(object)]),
  )
