import { fakeIo, type RunResult, type RunSetup } from './io/testing.ts'
import { main } from './main.ts'

export type { FakeExit, RunResult, RunSetup } from './io/testing.ts'

/** Runs the command line without a process. */
export const run = async (argv: readonly string[], setup: RunSetup = {}): Promise<RunResult> => {
  const result: RunResult = { code: 0, stdout: '', stderr: '', files: {}, writes: [], spawned: [] }
  const { io, files } = fakeIo(setup, result)
  result.code = await main(argv, io)
  result.files = Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]))
  return result
}

/** A pod without any hardening. */
export const SOFT_POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: registry.example/team/app:1.4.2
`
