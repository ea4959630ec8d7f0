/**
 * Matches a name that contains a word for a secret. `compass`, `bypass`, `trespass` and `surpass` do not match; other
 * names such as `keyspace` do, because quoting a secret is worse than leaving out a quote.
 */
const SECRET = /(?<!by|com|tres|sur)pass|pwd|(?<![a-z])pw(?![a-z])|token|key|secret|credential/i

/**
 * Returns whether the name of a flag, an environment variable or a file suggests that its value is a secret, so that
 * reports must not quote it: `--db-pwd`, `DB_PASSWORD`, `apikey`, `credentials.json`.
 */
export const isSecretName = (name: string): boolean => SECRET.test(name)
