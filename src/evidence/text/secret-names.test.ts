import test from 'ava'
import { isSecretName } from './config-maps.ts'

const SECRET =
  '--password --passwd --db-pwd --dbpass --pass-word --passphrase --api-key --apikey --api-token --credentials DB_PWD ' +
  'DB_PASS DB_PASSWORD MYSQL_ROOT_PASSWORD PGPASSFILE DB_PW --pw apiKey clientSecret GOOGLE_APPLICATION_CREDENTIALS ' +
  'htpasswd secrets.yaml'

const PLAIN = '--user --port --compass --bypass BYPASS_CACHE encompass --pwa DB_HOST APP_ENV config.yaml spwn'

for (const name of SECRET.split(' ')) test(`${name} names a secret`, (t) => t.true(isSecretName(name)))

for (const name of PLAIN.split(' ')) test(`${name} does not name a secret`, (t) => t.false(isSecretName(name)))
