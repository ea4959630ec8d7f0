/**
 * Words of which one in a name marks its value as a secret. `compass`, `bypass`, `trespass` and `surpass` only look like
 * `pass`; names that merely contain `key` (`keyspace`) count, since a quoted secret costs more than a missing quote.
 */
const SECRET = /(?<!by|com|tres|sur)pass|pwd|(?<![a-z])pw(?![a-z])|token|key|secret|credential/i

/**
 * Returns whether the name of a flag, an environment variable or a file suggests that its value is a secret, so that
 * reports must not quote it: `--db-pwd`, `DB_PASSWORD`, `apikey`, `credentials.json`.
 */
export const isSecretName = (name: string): boolean => SECRET.test(name)
