import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { cleanEnvironment, PROGRAM } from '../../test/support/streams.ts'
import { serveLayout } from './registry.ts'
import { addUnknownNames, renameImages, UNKNOWN_REGISTRY } from './renamed.ts'
import type { Workload } from './workload.ts'

/** Workloads whose images have names that no built-in fact knows, and the lock file that tells of them. */
export interface LockedWorkloads {
  workloads: Workload[]
  lock: string
}

/**
 * Renames the images of workloads, and has `casehard images lock` read them from a registry on loopback. The workloads
 * have no configuration any more: the lock has to tell what it told.
 * @param layout the OCI layout with the images of the cluster, which gets the new names
 * @param folder for the manifests and the lock file
 */
export const lockWorkloads = async (
  workloads: readonly Workload[],
  layout: string,
  folder: string,
): Promise<LockedWorkloads> => {
  const names = addUnknownNames(layout)
  const renamed = workloads.map(({ config: _, ...workload }) => {
    const path = join(folder, `${workload.name}.renamed.yaml`)
    writeFileSync(path, renameImages(readFileSync(workload.path, 'utf8'), names))
    return { ...workload, path }
  })
  const lock = join(folder, 'casehard.images.yaml')
  const registry = await serveLayout(layout)
  const env = { ...cleanEnvironment(), http_proxy: registry.proxy, HTTP_PROXY: registry.proxy, NO_PROXY: '' }
  const files = renamed.flatMap(({ path }) => ['-f', path])
  const insecure = ['--insecure-registry', UNKNOWN_REGISTRY]
  try {
    await execa(process.execPath, [PROGRAM, 'images', 'lock', ...files, '--out', lock, ...insecure], {
      env,
      extendEnv: false,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  } finally {
    registry.close()
  }
  return { workloads: renamed, lock }
}
