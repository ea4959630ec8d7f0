import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { execa } from 'execa'
import { parse } from 'yaml'
import { prepareCharts } from '../../support/charts.ts'
import { readBlocks } from '../../support/page-blocks.ts'
import { createSandbox, runIn } from '../../support/sandbox.ts'
import { harden, installInto, makeFolder, runSlot, testWith } from '../../support/slots.ts'
import { build, compareStreams, KUSTOMIZE_5, kustomization } from './kustomizations.ts'
import { KUSTOMIZES, type Kustomize, writeInto } from './kustomize.ts'
import { TOOLS } from './patching-tools.ts'

const KUBECTL = KUSTOMIZES.find(({ name }) => name === 'kubectl') as Kustomize

/** Asserts that a tool with the exported patches gives the same result as Kustomize with the hardened manifests. */
const proveTool = async (t: ExecutionContext, tool: string, exported: string, rendered: string, hardened: string) => {
  const { files, at } = TOOLS[tool]?.(exported, rendered) ?? { files: {}, at: '.' }
  const patched = await build(KUSTOMIZE_5, files, at)
  const expected = await build(KUSTOMIZE_5, kustomization(hardened))
  if ('refusal' in patched || 'refusal' in expected) t.fail(`${tool}: ${JSON.stringify([patched, expected])}`)
  else t.deepEqual(...compareStreams(patched.stream, expected.stream), tool)
}

for (const tool of Object.keys(TOOLS))
  testWith('helm3', KUSTOMIZE_5.name)(
    `${tool} makes of a chart and its patches what hardening makes of it`,
    async (t) => {
      const folder = makeFolder()
      const env = installInto(folder)
      for (const { path } of prepareCharts(folder)) {
        const rendered = await runSlot('helm3', ['template', 'shop', path], env)
        const exported = await harden(rendered, env, ['export', tool])
        await proveTool(t, tool, exported, rendered, await harden(rendered, env))
      }
    },
  )

/** The sections with lines that run one after the other. */
const GUIDES: readonly (readonly [page: string, heading?: string])[] = [
  ['docs/guides/patches.md'],
  ['docs/guides/flux.md'],
  ['docs/guides/argo-cd.md', 'Patches'],
]

const OBJECTS = {
  'release.yaml':
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec: {interval: 1h}\n',
  'application.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec: {source: {path: app}}\n',
  'fleet.yaml': 'helm:\n  chart: ./chart\n',
  // What it comes out with is not what it goes in with.
  'app/kustomization.yaml': 'resources: [web.yaml]\nnamePrefix: shop-\nnamespace: shop\n',
}

testWith('helm3', 'kubectl')('the lines of the guides put hardening where nothing can be executed', async (t) => {
  const sandbox = createSandbox({ helm: 'helm3', kubectl: 'kubectl' })
  const { folder, env } = sandbox
  const rendered = (await runIn(sandbox, ['helm', 'template', 'web', './chart'])).stdout
  writeInto(folder, { ...OBJECTS, 'app/web.yaml': rendered })
  const app = (await runIn(sandbox, ['kubectl', 'kustomize', 'app'])).stdout
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const checks: Record<string, () => Promise<void>> = {
    'export flux': async () => proveTool(t, 'flux', read('patch.yaml'), rendered, await harden(rendered, env)),
    'export argocd': async () => proveTool(t, 'argocd', read('patch.yaml'), app, await harden(app, env)),
    'release.yaml': async () => proveTool(t, 'flux', read('hardened.yaml'), rendered, await harden(rendered, env)),
    'application.yaml': async () => proveTool(t, 'argocd', read('hardened.yaml'), app, await harden(app, env)),
    'export fleet': async () => {
      const { helm, kustomize } = parse(read('fleet.yaml'))
      t.deepEqual(helm, { chart: './chart' })
      const overlay = read(join(kustomize.dir, 'kustomization.yaml'))
      await proveTool(t, 'fleet', overlay, rendered, await harden(rendered, env))
    },
  }
  const ran: string[] = []
  for (const { language, text } of GUIDES.flatMap(([page, heading]) => readBlocks(page, heading)))
    if (language === 'yaml') {
      t.true(text.includes('hardening'))
      writeInto(folder, { [/^# (\S+)\n/.exec(text)?.[1] ?? '']: text })
    } else
      for (const line of text.trimEnd().split('\n')) {
        const options = { cwd: folder, env, extendEnv: false, stripFinalNewline: false }
        const { stdout } = await execa('bash', ['-o', 'pipefail', '-c', line], options)
        if (line.includes('export kustomize')) t.deepEqual(parse(stdout), { components: ['hardening'] })
        for (const [word, check] of Object.entries(checks)) if (line.includes(word)) await check()
        ran.push(line)
      }
  const wanted = [...Object.keys(checks), 'export kustomize', 'casehard check']
  for (const word of wanted)
    t.true(
      ran.some((line) => line.includes(word)),
      word,
    )
  const built = await runIn(sandbox, ['kubectl', 'kustomize', '.'])
  const expected = await build(KUBECTL, kustomization(await harden(app, env)))
  t.deepEqual(...compareStreams(built.stdout, 'stream' in expected ? expected.stream : expected.refusal))
})
