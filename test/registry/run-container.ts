import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The fields of a hardened container that a runtime acts on. */
export interface HardenedContainer {
  name: string
  command?: string[]
  securityContext: { runAsUser: number; runAsGroup?: number; readOnlyRootFilesystem: boolean }
  volumeMounts: { name: string; mountPath: string; subPath?: string }[]
}

/** What a container did. */
export interface Ran {
  exitCode: number | null
  output: string
}

/** Makes the folder of a subPath as the kubelet does: root owns it, and it has the mode of its volume. */
const makeSubPath = (volume: string, subPath: string): string => {
  let folder = volume
  for (const step of subPath.split('/')) {
    folder = join(folder, step)
    try {
      mkdirSync(folder)
      chmodSync(folder, 0o777)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  return folder
}

/**
 * Runs a container with runc, with its user, its mounts, no capabilities, no new privileges and no network, as a node does.
 * @param root the folder with the files of its image
 * @param volume the folder of the emptyDir that all its mounts are of
 * @param command what it runs, if not its own command
 */
export const runContainer = (root: string, volume: string, container: HardenedContainer, command?: string[]): Ran => {
  const { name, securityContext, volumeMounts } = container
  const { runAsUser, runAsGroup = 0, readOnlyRootFilesystem } = securityContext
  const bundle = mkdtempSync(join(tmpdir(), 'casehard-bundle-'))
  const mounts = volumeMounts.map(({ mountPath, subPath = '' }) => ({
    destination: mountPath,
    type: 'bind',
    source: makeSubPath(volume, subPath),
    options: ['bind', 'rw'],
  }))
  const config = {
    ociVersion: '1.0.2',
    process: {
      user: { uid: runAsUser, gid: runAsGroup },
      args: command ?? container.command,
      env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
      cwd: '/',
      capabilities: {},
      noNewPrivileges: true,
    },
    root: { path: root, readonly: readOnlyRootFilesystem },
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }, ...mounts],
    linux: { namespaces: ['mount', 'pid', 'network', 'ipc'].map((type) => ({ type })) },
  }
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config))
  const args = ['--root', join(bundle, 'state'), 'run', '--bundle', bundle, `casehard-${process.pid}-${name}`]
  const { status, stdout, stderr } = spawnSync('runc', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
  })
  rmSync(bundle, { recursive: true, force: true })
  return { exitCode: status, output: `${stdout}${stderr}` }
}
