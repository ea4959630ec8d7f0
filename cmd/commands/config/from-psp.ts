import { migratePolicy } from '../../../src/config/psp/migrate.ts'
import { containsPolicies, parsePolicies } from '../../../src/config/psp/parse.ts'
import { CONTROLS } from '../../../src/controls/index.ts'
import { suggest } from '../../../src/lib/suggest.ts'
import type { PodSecurityPolicy } from '../../../src/model.ts'
import { formatMigration } from '../../../src/report/config-files.ts'
import { EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { readManifests } from '../../run/input.ts'
import { print } from '../../run/output.ts'

/** The policy that is meant: the one of that name, or the only one. */
const choose = (file: string, policies: readonly PodSecurityPolicy[], name: string | undefined): PodSecurityPolicy => {
  const names = policies.map((policy) => policy.name)
  const [only, more] = policies
  if (name === undefined && only !== undefined && more === undefined) return only
  if (name === undefined)
    throw usageFailure(`config from-psp: ${file} holds ${names.length} policies; name one of them: ${names.join(', ')}`)
  const found = policies.find((policy) => policy.name === name)
  if (found !== undefined) return found
  throw usageFailure(`config from-psp: ${file} holds no policy "${name}"; ${suggest(name, names, 'policies')}`)
}

/** `casehard config from-psp FILE [NAME]`: writes the configuration that comes nearest to a PodSecurityPolicy. */
export const runConfigFromPsp = async (io: Io, _values: Values, words: readonly string[]): Promise<number> => {
  const [path, name, more] = words
  if (path === undefined)
    throw usageFailure('config from-psp: say which file holds the policy, e.g. casehard config from-psp psp.yaml')
  if (more !== undefined) throw usageFailure(`config from-psp: "${more}" is one too many; name a file and a policy`)
  const [file] = await readManifests(io, [path], 'name the file that holds the policy')
  const { name: source = path, text = '' } = file ?? {}
  if (!containsPolicies(text))
    throw usageFailure(`config from-psp: ${source} holds no PodSecurityPolicy; name a file with one`)
  const policy = choose(source, parsePolicies(source, text).policies ?? [], name)
  const ids = CONTROLS.map(({ id }) => id)
  await print(io, formatMigration({ ...policy, ...migratePolicy(policy, ids) }))
  return EXIT_WRITTEN
}
