import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'

/** Programs that share no code with casehard and check its results. */
export interface Oracles {
  judge: string
  kubecheck: string
}

/** The folder of the oracles' sources: `CASEHARD_TOOLS`, or else the one next to the project. */
const TOOLS = resolve(process.env.CASEHARD_TOOLS ?? '../shared/tools')

/** Outside the project, since the binaries are large and outlive a clone. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'casehard-tools')

const hashSources = (folder: string): string => {
  const hash = createHash('sha256')
  const files = readdirSync(folder).filter((file) => /\.go$|^go\.(mod|sum)$/.test(file))
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update('\0')
  return hash.digest('hex').slice(0, 16)
}

/** Returns the path of a tool's binary; builds it if its sources have changed. */
const buildOracle = async (name: string): Promise<string> => {
  const folder = join(TOOLS, name)
  const binary = join(CACHE, `${name}-${hashSources(folder)}`)
  if (existsSync(binary)) return binary
  console.log(`building ${name} into ${CACHE}, once; this can take minutes`)
  mkdirSync(CACHE, { recursive: true })
  const fresh = `${binary}.${process.pid}`
  try {
    // The sources may be read-only and may lie in no repository or in a foreign one.
    await execa('go', ['build', '-buildvcs=false', '-trimpath', '-o', fresh, '.'], { cwd: folder, stdout: 'inherit' })
    renameSync(fresh, binary)
  } finally {
    rmSync(fresh, { force: true })
  }
  return binary
}

/** Builds the oracles, or returns why that is impossible. Rejects if a build fails. */
export const loadOracles = async (): Promise<Oracles | string> => {
  if (!existsSync(join(TOOLS, 'judge')) || !existsSync(join(TOOLS, 'kubecheck'))) return `no oracles in ${TOOLS}`
  const go = await execa('go', ['version'], { reject: false })
  if (go.failed) return 'no Go here to build the oracles with'
  return { judge: await buildOracle('judge'), kubecheck: await buildOracle('kubecheck') }
}
