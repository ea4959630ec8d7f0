import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Argo CD 3.5 ships this version; those after it want Go 1.26, and this one is content with 1.24. */
const VERSION = 'v5.8.1'

/** Outside the project, since it takes a while to build and outlives a clone. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'casehard-slots')

/** Gives the binary of this version, built where that was not done before; undefined where there is no Go. */
const buildKustomize = () => {
  const binary = join(cache, `kustomize-${VERSION}`)
  if (existsSync(binary)) return binary
  if (spawnSync('go', ['version']).status !== 0) return undefined
  console.log(`building Kustomize ${VERSION} into ${cache}, once`)
  const fresh = join(cache, `build-${process.pid}`)
  mkdirSync(fresh, { recursive: true })
  try {
    const { status } = spawnSync('go', ['install', '-trimpath', `sigs.k8s.io/kustomize/kustomize/v5@${VERSION}`], {
      env: { ...process.env, GOBIN: fresh, GOFLAGS: '-mod=mod' },
      stdio: 'inherit',
    })
    if (status !== 0) throw new Error(`Kustomize ${VERSION} did not build; go install says why above`)
    renameSync(join(fresh, 'kustomize'), binary)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return binary
}

const built = buildKustomize()
if (built === undefined) {
  console.log(`no Go here to build Kustomize ${VERSION} with: kustomize5 is absent, and tests with it are skipped`)
} else {
  const path = join(import.meta.dirname, 'bin', 'kustomize5')
  mkdirSync(join(import.meta.dirname, 'bin'), { recursive: true })
  copyFileSync(built, `${path}.new`)
  chmodSync(`${path}.new`, 0o755)
  renameSync(`${path}.new`, path)
  console.log('placed testdata/slots/bin/kustomize5')
}
