import { join } from 'node:path'
import { execa } from 'execa'

/** What a command printed, both streams, and whether it ended with 0. */
export interface Answer {
  ok: boolean
  text: string
}

/** Commands of a program that runs a real one-node cluster, and its state folder. */
export interface Cluster {
  /** The folder with its images, an OCI layout. */
  layout: string
  /** Starts an empty cluster; without open ports, only root may listen on ports below 1024. */
  start(openPorts: boolean): Promise<void>
  stop(): Promise<void>
  /** Builds the image of a folder with a Dockerfile. */
  build(image: string, folder: string): Promise<Answer>
  /** Applies a file to a new namespace and waits until everything runs; there has to be something that runs. */
  apply(namespace: string, file: string): Promise<Answer>
  /** Runs a command on the node. */
  onNode(...command: string[]): Promise<Answer>
  kubectl(namespace: string, ...args: string[]): Promise<Answer>
}

/** The program and its state folder, as the environment names them; undefined if either is absent. */
export const clusterOf = (environment: NodeJS.ProcessEnv): Cluster | undefined => {
  const { CASEHARD_CLUSTER: program, CASEHARD_CLUSTER_STATE: state } = environment
  return program === undefined || state === undefined ? undefined : openCluster(program, state)
}

/** How long `apply` waits, in seconds: in all, while something fails, and after everything runs. */
const PATIENCE = { TIMEOUT: '150', PATIENCE: '30', SETTLE: '2' }

const openCluster = (program: string, state: string): Cluster => {
  const call = async (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Answer> => {
    const { exitCode, all } = await execa(file, args, {
      env,
      all: true,
      reject: false,
      stdin: 'ignore',
      timeout: 900_000,
    })
    return { ok: exitCode === 0, text: all }
  }
  return {
    layout: join(state, 'images'),
    start: async (openPorts) => {
      const { ok, text } = await call(program, ['start', state], { UNPRIVILEGED_PORTS: String(openPorts) })
      if (!ok) throw new Error(`the cluster does not start: ${text}`)
    },
    stop: async () => {
      await call(program, ['stop', state])
    },
    build: (image, folder) => call(program, ['image', state, image, folder]),
    apply: (namespace, file) => call(program, ['try', state, namespace, file], PATIENCE),
    onNode: (...command) => call(program, ['exec', state, ...command]),
    kubectl: (namespace, ...args) =>
      call(join(state, 'bin', 'kubectl'), ['-n', namespace, ...args], { KUBECONFIG: join(state, 'kubeconfig') }),
  }
}
