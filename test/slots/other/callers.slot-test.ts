import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Report } from '../../../src/model.ts'
import { runIn } from '../../support/sandbox.ts'
import { harden, objectsByName, testWith } from '../../support/slots.ts'
import { blockWith, expected, openFor, sameFor, template } from './callers.ts'

/** As helmfile hands over its value: as it is, but on Helm 4 a script's path becomes the name of a plugin. */
const helmfileValue = (value: string, helm: string): string =>
  helm === 'helm4' && /\.(?:sh|bash)$/.test(value) ? value.replace(/^.*\//, '').replace(/\.\w+$/, '') : value

interface Helmfile {
  releases: [{ name: string; chart: string; postRenderer: string; postRendererArgs: string[] }]
}

for (const helm of ['helm3', 'helm4']) {
  testWith(helm)(`helmfile's line hardens with ${helm}`, async (t) => {
    const sandbox = openFor(helm)
    const [{ name, chart, postRenderer, postRendererArgs }] = (parse(blockWith('postRendererArgs')) as Helmfile)
      .releases
    const flags = postRendererArgs.flatMap((word) => ['--post-renderer-args', word])
    const value = helmfileValue(postRenderer, helm)
    const command = ['helm', 'template', name, chart, ...sameFor(helm), '--post-renderer', value, ...flags]
    const ran = await runIn(sandbox, command)
    t.is(ran.exitCode, 0, ran.stderr)
    t.deepEqual(objectsByName(ran.stdout), await expected(sandbox, helm, postRendererArgs))
  })

  testWith(helm)(`helm-diff's line hands ${helm} what it was given`, async (t) => {
    const sandbox = openFor(helm)
    const [program, , , ...rest] = blockWith('helm diff').trim().split(' ')
    const ran = await runIn(sandbox, [program as string, 'template', ...rest, ...sameFor(helm)])
    t.is(ran.exitCode, 0, ran.stderr)
    t.deepEqual(objectsByName(ran.stdout), await expected(sandbox, helm))
  })

  testWith(helm)(`Ansible's task hardens with ${helm}, and its environment says the rest`, async (t) => {
    const sandbox = openFor(helm)
    const [task] = parse(blockWith('kubernetes.core.helm')) as [Record<string, Record<string, string>>]
    const module = task['kubernetes.core.helm'] ?? {}
    const value = [`--namespace=${module.release_namespace}`, `--post-renderer=${module.post_renderer}`]
    const ran = await runIn(sandbox, template(helm, ...value), { more: task.environment ?? {} })
    t.is(ran.exitCode, 0, ran.stderr)
    const plain = await runIn(sandbox, template(helm, `--namespace=${module.release_namespace}`))
    const args = ['--namespace', task.environment?.CASEHARD_NAMESPACE ?? '']
    t.deepEqual(objectsByName(ran.stdout), objectsByName(await harden(plain.stdout, sandbox.env, args)))
    t.true(existsSync(join(sandbox.folder, task.environment?.CASEHARD_REPORT ?? '')))
  })
}

testWith('helm4')('a script that helmfile turns into the name of a plugin finds casehard by its name', async (t) => {
  const value = helmfileValue('./tools/casehard.sh', 'helm4')
  const sandbox = openFor('helm4')
  const ran = await runIn(sandbox, template('helm4', '--post-renderer', value))
  t.deepEqual(objectsByName(ran.stdout), await expected(sandbox, 'helm4'))
})

testWith('helm4')('Helm 4 takes no path from a caller, only the name of the plugin', async (t) => {
  const sandbox = openFor('helm4')
  const ran = await runIn(sandbox, template('helm4', '--post-renderer', join(sandbox.folder, 'bin', 'casehard')))
  t.deepEqual([ran.exitCode, ran.stdout], [1, ''])
  t.regex(ran.stderr, /not found/)
})

testWith('helm3')('helm-diff shows hardening as removed where it is not told of casehard', async (t) => {
  const sandbox = openFor('helm3')
  const ran = await runIn(sandbox, template('helm3'))
  t.notDeepEqual(objectsByName(ran.stdout), await expected(sandbox, 'helm3'))
})

testWith('helm3')("Terraform's plan and apply get the same bytes, and neither report is lost", async (t) => {
  const sandbox = openFor('helm3')
  const text = blockWith('helm_release')
  const [, path = ''] = /binary_path = "(.*)"/.exec(text) ?? []
  const args = JSON.parse(/args += (\[.*\])/.exec(text)?.[1] ?? '') as string[]
  const flags = ['--post-renderer', path, ...args.flatMap((word) => ['--post-renderer-args', word])]
  const [plan, apply] = [
    await runIn(sandbox, template('helm3', ...flags)),
    await runIn(sandbox, template('helm3', ...flags)),
  ]
  t.is(plan.exitCode, 0, plan.stderr)
  t.is(apply.stdout, plan.stdout)
  const reports = readFileSync(join(sandbox.folder, 'reports.jsonl'), 'utf8').trimEnd().split('\n')
  t.deepEqual(
    reports.map((line) => (JSON.parse(line) as Report).summary.pods),
    [3, 3],
  )
  t.deepEqual(objectsByName(plan.stdout), await expected(sandbox, 'helm3'))
})

testWith('helm3')('Terraform shows why casehard refused, since the Helm in it does', async (t) => {
  const sandbox = openFor('helm3')
  const ran = await runIn(sandbox, template('helm3', '--post-renderer', 'casehard', '--post-renderer-args', '--profil'))
  t.deepEqual([ran.exitCode, ran.stdout], [1, ''])
  t.regex(ran.stderr, /--profil is not an option/)
})

interface Pulumi {
  resources: { web: { properties: { chart: string; postrender: string } } }
}

testWith('helm3')('Pulumi runs what is on the PATH, and a path', async (t) => {
  const sandbox = openFor('helm3')
  const { properties } = (parse(blockWith('helm.sh/v3:Release')) as Pulumi).resources.web
  for (const value of [properties.postrender, join(sandbox.folder, 'bin', properties.postrender)]) {
    const ran = await runIn(sandbox, [
      'helm',
      'template',
      'web',
      properties.chart,
      '--no-hooks',
      '--post-renderer',
      value,
    ])
    t.deepEqual(objectsByName(ran.stdout), await expected(sandbox, 'helm3'))
  }
})
