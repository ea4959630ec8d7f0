import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { parse } from 'yaml'
import { cleanEnvironmentIn, makeFolder } from '../../support/slots.ts'
import { release } from '../release/releases.ts'

const { version: VERSION } = JSON.parse(readFileSync('package.json', 'utf8'))
const { jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8'))

/** The script of a job's last step that has one. */
const scriptOf = (job: string): string => jobs[job].steps.findLast(({ run }: { run?: string }) => run !== undefined).run

/** Runs a script as a runner does, on the tag of the version. */
const runScript = (script: string, folder: string, env: NodeJS.ProcessEnv = {}) =>
  execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder,
    env: {
      ...cleanEnvironmentIn(makeFolder()),
      GITHUB_REF_NAME: `v${VERSION}`,
      GITHUB_REPOSITORY: 'team/casehard',
      ...env,
    },
    extendEnv: false,
  })

test('the step for npm publishes the package of the release under its name and version, with its files', async (t) => {
  const folder = makeFolder()
  await release(['--dry-run', '--output', join(folder, 'release'), '--only', 'npm'])
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (request.method === 'PUT') bodies.push(Buffer.concat(chunks).toString())
    response.writeHead(request.method === 'PUT' ? 201 : 404, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  t.teardown(() => server.closeAllConnections())
  t.teardown(() => server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  writeFileSync(join(folder, '.npmrc'), `registry=http://${host}/\n//${host}/:_authToken=test\n`)
  await runScript(scriptOf('npm'), folder, { npm_config_userconfig: join(folder, '.npmrc') })
  t.is(bodies.length, 1)
  const document = JSON.parse(bodies[0] ?? '')
  t.deepEqual([document.name, document['dist-tags'].latest, document.access], ['casehard', VERSION, 'public'])
  t.deepEqual(document.versions[VERSION].bin, { casehard: 'dist/start.cjs' })
  const [attachment] = Object.values(document._attachments as Record<string, { data: string }>)
  const made = readFileSync(join(folder, 'release', `casehard-npm-${VERSION}.tgz`))
  t.true(Buffer.from(attachment?.data ?? '', 'base64').equals(made))
})

test('the step for GitHub writes the checksums of all files and gives them all to the release', async (t) => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'bin'))
  mkdirSync(join(folder, 'files'))
  for (const name of ['casehard-linux-x64', 'casehard-npm-0.1.0.tgz']) writeFileSync(join(folder, 'files', name), name)
  const gh = '#!/bin/sh\nprintf "%s\\n" "$@" > ../gh-arguments\n'
  writeFileSync(join(folder, 'bin', 'gh'), gh, { mode: 0o755 })
  const PATH = `${join(folder, 'bin')}:${process.env.PATH}`
  await runScript(scriptOf('github'), join(folder, 'files'), { PATH })
  await t.notThrowsAsync(execa('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: join(folder, 'files') }))
  const given = readFileSync(join(folder, 'gh-arguments'), 'utf8').trimEnd().split('\n')
  t.deepEqual(given.slice(0, 3), ['release', 'create', `v${VERSION}`])
  t.true(given.includes('--verify-tag'))
  const files = readdirSync(join(folder, 'files'))
  t.deepEqual(
    given.slice(given.indexOf('--') + 1),
    files.sort((a, b) => (a < b ? -1 : 1)),
  )
  t.is(
    readFileSync(join(folder, 'files', 'SHA256SUMS'), 'utf8')
      .trimEnd()
      .split('\n').length,
    2,
  )
})
