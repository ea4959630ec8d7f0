import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { cleanEnvironmentIn, makeFolder } from '../../support/slots.ts'

const INPUT = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: registry.example/app:1
`

test('the package installs globally into an empty prefix and runs from there', async (t) => {
  const folder = makeFolder()
  const prefix = join(folder, 'prefix')
  mkdirSync(prefix)
  const env = { ...cleanEnvironmentIn(folder), CASEHARD_CONFIG: 'none' }
  const options = { env, extendEnv: false, stripFinalNewline: false } as const
  // The bundle is built by now; building it again would pull it from under the tests beside this one.
  await execa('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], options)
  const [archive = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  await execa('npm', ['install', '--global', '--offline', '--prefix', prefix, join(folder, archive)], options)
  const program = join(prefix, 'bin', 'casehard')
  const { stdout } = await execa(program, { ...options, cwd: folder, input: INPUT })
  t.regex(stdout, /allowPrivilegeEscalation: false/)
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.is((await execa(program, ['--version'], options)).stdout.trim(), version)
  t.regex((await execa(program, ['--help'], options)).stdout, /casehard/)
  const plugin = join(folder, 'plugin')
  await execa(program, ['plugin', 'helm', '--dir', plugin], options)
  t.regex(readFileSync(join(plugin, 'plugin.yaml'), 'utf8'), RegExp(`^version: "${version}"$`, 'm'))
  t.true(readdirSync(join(plugin, 'dist')).includes('LICENSE'))
})
