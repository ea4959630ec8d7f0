import { spawnSync } from 'node:child_process'
import { existsSync, renameSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Make, type Making, makeWork, run, Skipped, setTimes } from './making.ts'
import { stagePackage } from './package.ts'

/** Finds a Helm 4: on the PATH, or the one that `npm run slots` installs. */
const findHelm = (): string => {
  const found = ['helm', resolve('testdata/slots/bin/helm4')].find((program) => {
    const { status, stdout } = spawnSync(program, ['version', '--short'], { encoding: 'utf8' })
    return status === 0 && /^v4\./.test(stdout)
  })
  if (found === undefined) throw new Skipped('there is no Helm 4 on the PATH; npm run slots installs one')
  return found
}

const signingArguments = ({ signing }: Making): string[] => {
  if (signing === undefined) return ['--sign=false']
  const { key, keyring, passphraseFile } = signing
  const passphrase = passphraseFile === undefined ? [] : ['--passphrase-file', resolve(passphraseFile)]
  return ['--sign', '--key', key, '--keyring', resolve(keyring), ...passphrase]
}

/** The plugin for Helm 4, packed by Helm, and its signature if there is a key. It runs with Node.js. */
export const makeHelmPlugin: Make = (making) => {
  const helm = findHelm()
  const program = join(stagePackage(making, 'plugin-program'), 'dist', 'casehard.cjs')
  const folder = makeWork(making, 'plugin')
  run([process.execPath, program, 'plugin', 'helm', '--dir', join(folder, 'casehard')])
  setTimes(folder, making.epoch)
  const home = makeWork(making, 'helm-home')
  const variables = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home }
  const args = ['plugin', 'package', join(folder, 'casehard'), '--destination', folder, ...signingArguments(making)]
  run([helm, ...args], { variables })
  const archive = `casehard-${making.version}.tgz`
  // The signature names the archive, so that it keeps Helm's name.
  const names = [archive, `${archive}.prov`].filter((name) => existsSync(join(folder, name)))
  for (const name of names) renameSync(join(folder, name), join(making.output, name))
  return names
}
