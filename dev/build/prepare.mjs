import { lstat, mkdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/**
 * Whether this is the npm that `npm install --global git+URL` starts in its clone for development dependencies. It gets
 * `global` from the first npm and therefore installs none of them, but replaces the package's folder by a link to the
 * clone. The first npm then calls `prepare` itself, unpacks into what the link points to, and deletes that.
 */
const isLinkOfGit = Boolean(process.env._PACOTE_NO_PREPARE_) && process.env.npm_config_global === 'true'

/** Puts the empty folder back, which the first npm made to unpack into. */
const restoreFolder = async () => {
  const prefix = process.env.npm_config_global_prefix ?? process.env.npm_config_prefix ?? ''
  const modules = process.platform === 'win32' ? 'node_modules' : join('lib', 'node_modules')
  const link = join(prefix, modules, 'casehard')
  const isLink = await lstat(link).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  )
  if (!isLink || (await realpath(link)) !== (await realpath(root))) return
  await rm(link)
  await mkdir(link)
}

if (isLinkOfGit) await restoreFolder()
else await import('./build.mjs')
