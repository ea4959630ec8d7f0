import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'

/** The address that the test's key belongs to. */
export const SIGNER = 'casehard-test@casehard.example'

/** Whether GnuPG, which creates keys that Helm accepts, is on the PATH. */
export const hasGpg = (): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'gpg')))

/** Makes a key without a passphrase, and exports it as the old kind of keyrings, the only one that Helm reads. */
export const makeKeyrings = async (folder: string): Promise<{ secret: string; open: string }> => {
  const home = join(folder, 'gpg')
  mkdirSync(home, { mode: 0o700 })
  const env = { GNUPGHOME: home }
  const gpg = (...args: string[]) => execa('gpg', ['--batch', '--quiet', ...args], { env, encoding: 'buffer' })
  const [secret, open] = [join(folder, 'secret.gpg'), join(folder, 'open.gpg')]
  try {
    const made = ['--pinentry-mode', 'loopback', '--passphrase', '', '--quick-generate-key', SIGNER, 'rsa2048', 'sign']
    await gpg(...made, 'never')
    writeFileSync(secret, (await gpg('--export-secret-keys')).stdout)
    writeFileSync(open, (await gpg('--export')).stdout)
  } finally {
    // The agent that gpg has started for this folder alone.
    await execa('gpgconf', ['--kill', 'all'], { env, reject: false })
  }
  return { secret, open }
}
