import { fakeIo, type Given, type Ran } from './io/testing.ts'
import { main } from './main.ts'

export type { Faked, Given, Ran } from './io/testing.ts'

/** Runs the command with a world of its own, without a process. */
export const run = async (argv: readonly string[], given: Given = {}): Promise<Ran> => {
  const ran: Ran = { code: 0, stdout: '', stderr: '', files: {}, writes: [], spawned: [] }
  const { io, files } = fakeIo(given, ran)
  ran.code = await main(argv, io)
  ran.files = Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]))
  return ran
}

/** A pod that is hardened by nobody. */
export const SOFT_POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: registry.example/team/app:1.4.2
`
