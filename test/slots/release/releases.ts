import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { execa } from 'execa'
import { hasExecutable } from '../../support/programs.ts'
import { findInstalled, slot } from '../../support/slots.ts'
import { hasGpg } from '../helm/signing.ts'

/** Artefacts that cannot be made here, by their names for `--only`, and why. */
const lacking: Record<string, string | undefined> = {
  executable: hasExecutable() ? undefined : 'the executable is absent; npm run executable builds it',
  image: findInstalled('buildah') === undefined || process.getuid?.() !== 0 ? 'no buildah that is root' : undefined,
  'helm-plugin': existsSync(slot('helm4')) ? undefined : 'no helm4 in testdata/slots/bin',
  signature: hasGpg() ? undefined : 'no gpg on the PATH',
}
lacking.image ??= lacking.executable
lacking.signature ??= lacking['helm-plugin']

/** Whether an artefact can be made here; logs that its tests are skipped if not. */
export const canMake = (name: string): boolean => {
  if (lacking[name] === undefined) return true
  console.warn(`skipped: ${name} of a release, since there is ${lacking[name]}`)
  return false
}

/** Runs the program of `npm run release` on what is built; a failure is no exception. */
export const release = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  execa(process.execPath, [resolve('build/dev/release/release.js'), ...args], { env, reject: false })
