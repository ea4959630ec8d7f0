import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { parse, parseAllDocuments } from 'yaml'
import { runIn, type Sandbox } from '../../support/sandbox.ts'
import { harden, objectsByName, testWith } from '../../support/slots.ts'
import { blockWith, openFor, template } from './callers.ts'

/** As Skaffold runs a post-renderer: itself, without arguments; stderr is dropped and the exit code not looked at. */
const runLikeSkaffold = async (
  { folder, env }: Sandbox,
  value: string,
  input: string,
  more: NodeJS.ProcessEnv = {},
) => {
  const options = { cwd: folder, env: { ...env, ...more }, extendEnv: false, reject: false } as const
  const { stdout } = await execa(value, { ...options, input, stderr: 'ignore', stripFinalNewline: false })
  return stdout
}

/** As Skaffold reads manifests: each document has to be an object. */
const loadLikeSkaffold = (stream: string): void => {
  for (const document of parseAllDocuments(stream)) {
    const value: unknown = document.errors[0] ?? document.toJS()
    if (typeof value === 'string' || value instanceof Error) throw new TypeError(`no object: ${value}`)
  }
}

interface Skaffold {
  deploy: { helm: { flags: Record<'install' | 'upgrade', [string, string]> } }
}

const openForSkaffold = (): { sandbox: Sandbox; value: string } => {
  const { install, upgrade } = (parse(blockWith('flags:')) as Skaffold).deploy.helm.flags
  if (install.join(' ') !== upgrade.join(' ')) throw new Error('Skaffold would install otherwise than it upgrades')
  const sandbox = openFor('helm3')
  const script = join(sandbox.folder, 'bin', install[1])
  writeFileSync(script, blockWith('#!/bin/sh'))
  chmodSync(script, 0o755)
  return { sandbox, value: install[1] }
}

testWith('helm3')("Skaffold's script hardens as casehard does", async (t) => {
  const { sandbox, value } = openForSkaffold()
  const { stdout: input } = await runIn(sandbox, template('helm3'))
  const stdout = await runLikeSkaffold(sandbox, value, input)
  t.is(stdout, await harden(input, sandbox.env))
  t.notThrows(() => loadLikeSkaffold(stdout))
})

for (const { title, input, more } of [
  { title: 'a profile that is not there', input: 'kind: Pod\n', more: { CASEHARD_PROFILE: 'absent' } },
  { title: 'broken YAML', input: 'apiVersion: v1\nkind: Pod\nspec: {containers: [\n', more: {} },
  {
    title: 'a finding that it is asked to fail on',
    input: 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: b}]}\n',
    more: { CASEHARD_FAIL_ON: 'changed' },
  },
])
  testWith('helm3')(`Skaffold looks at no exit code, but the script stops it over ${title}`, async (t) => {
    const { sandbox, value } = openForSkaffold()
    if (!('CASEHARD_FAIL_ON' in more)) t.is(await runLikeSkaffold(sandbox, 'casehard', input, more), '')
    const stdout = await runLikeSkaffold(sandbox, value, input, more)
    t.throws(() => loadLikeSkaffold(stdout))
  })

testWith('helm3')('a post-renderer that fails unseen makes an empty release with Helm 3', async (t) => {
  const sandbox = openFor('helm3')
  const script = join(sandbox.folder, 'bin', 'unseen')
  writeFileSync(script, '#!/bin/sh\ncasehard 2> /dev/null || true\n')
  chmodSync(script, 0o755)
  const more = { CASEHARD_PROFILE: 'absent' }
  const ran = await runIn(sandbox, template('helm3', '--post-renderer', 'unseen'), { more })
  t.deepEqual([ran.exitCode, objectsByName(ran.stdout)], [0, []])
})
