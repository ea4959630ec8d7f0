import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { execa } from 'execa'
import { parse } from 'yaml'
import { prepareCharts } from '../../support/charts.ts'
import { readBlocks } from '../../support/page-blocks.ts'
import { createSandbox, runIn, type Sandbox } from '../../support/sandbox.ts'
import { harden, makeFolder, objectsByName, testWith } from '../../support/slots.ts'

const HELMS = ['helm3', 'helm4']
const charts = prepareCharts(makeFolder())

interface Step {
  command: string[]
  args?: string[]
}

const [plugin] = readBlocks('docs/guides/argo-cd.md', 'Config management plugin').filter(
  ({ language }) => language === 'yaml',
)
const { spec } = parse(plugin?.text ?? '') as { spec: { init: Step; generate: Step } }

/** The variables that Argo CD sets for a plugin. */
const ARGOCD = {
  ARGOCD_APP_NAME: 'shop',
  ARGOCD_APP_NAMESPACE: 'shop-production',
  ARGOCD_APP_REVISION: '1f3870be274f6c49b3e31a0c6728957f1f3870be',
  ARGOCD_APP_PARAMETERS: '[{"name":"values","string":"more values.yaml"}]',
  ARGOCD_ENV_CASEHARD_PROFILE: 'audit',
  KUBE_VERSION: '1.33.1',
  KUBE_API_VERSIONS: 'v1,apps/v1,batch/v1',
  PARAM_VALUES: 'more values.yaml',
}

const SAME = ['--namespace', 'shop-production', '--include-crds', '--kube-version', '1.33.1']

/** Runs a step of the plugin as Argo CD's server does: no shell, no stdin, in the application's folder. */
const runStep = (sandbox: Sandbox, { command, args = [] }: Step, more: Record<string, string> = ARGOCD) =>
  runIn(sandbox, [...command, ...args], { below: 'chart', more: { ...more, CASEHARD_QUIET: '1' } })

for (const helm of HELMS) {
  for (const chart of charts) {
    testWith(helm)(`exec hardens what ${helm} renders of ${chart.name} as a pipe does`, async (t) => {
      const sandbox = createSandbox({ helm }, chart)
      const command = ['helm', 'template', 'shop', './chart', '--include-crds']
      const rendered = await runIn(sandbox, command)
      const ran = await runIn(sandbox, ['casehard', 'exec', '--', ...command])
      t.is(ran.exitCode, 0, ran.stderr)
      t.not(ran.stdout, rendered.stdout)
      t.is(ran.stdout, await harden(rendered.stdout, sandbox.env))
    })

    testWith(helm)(`the plugin of Argo CD hardens ${chart.name} with ${helm}`, async (t) => {
      const sandbox = createSandbox({ helm }, chart)
      writeFileSync(join(sandbox.folder, 'chart', 'more values.yaml'), 'replicaCount: 7\n')
      t.is((await runStep(sandbox, spec.init)).exitCode, 0)
      const ran = await runStep(sandbox, spec.generate)
      t.is(ran.exitCode, 0, ran.stderr)
      const values = ['--values', 'chart/more values.yaml']
      const plain = await runIn(sandbox, ['helm', 'template', 'shop', './chart', ...SAME, ...values])
      t.deepEqual(objectsByName(ran.stdout), objectsByName(await harden(plain.stdout, sandbox.env)))
      if (chart.name === 'web') t.regex(ran.stdout, /replicas: 7/)
    })
  }

  testWith(helm)(`the plugin of Argo CD needs no parameter with ${helm}`, async (t) => {
    const { PARAM_VALUES: _, ...more } = ARGOCD
    const ran = await runStep(createSandbox({ helm }), spec.generate, more)
    t.is(ran.exitCode, 0, ran.stderr)
    t.regex(ran.stdout, /allowPrivilegeEscalation: false/)
  })

  testWith(helm)(`a chart that ${helm} cannot render shows why and leaves Argo CD nothing to apply`, async (t) => {
    const sandbox = createSandbox({ helm })
    writeFileSync(join(sandbox.folder, 'chart', 'templates', 'z.yaml'), '{{ fail "no database is named" }}\n')
    const { PARAM_VALUES: _, ...more } = ARGOCD
    const ran = await runStep(sandbox, spec.generate, more)
    t.deepEqual([ran.exitCode, ran.stdout], [1, ''])
    t.regex(ran.stderr, /no database is named/)
  })

  testWith(helm)(`what an application names reaches no shell as code with ${helm}`, async (t) => {
    const sandbox = createSandbox({ helm })
    const ran = await runStep(sandbox, spec.generate, { ...ARGOCD, PARAM_VALUES: '$(touch ../pwned); touch ../pwned' })
    t.is(ran.exitCode, 1)
    t.throws(() => readFileSync(join(sandbox.folder, 'pwned')))
  })

  testWith(helm)(`a chart of which ${helm} renders nothing comes out as it is, and never as zero bytes`, async (t) => {
    const sandbox = createSandbox({ helm })
    const chart = join(sandbox.folder, 'empty')
    mkdirSync(join(chart, 'templates'), { recursive: true })
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: empty\nversion: 0.1.0\n')
    const ran = await runIn(sandbox, ['casehard', 'exec', '--', 'helm', 'template', 'x', chart])
    t.deepEqual([ran.exitCode, ran.stdout], [0, '\n'])
  })

  testWith(helm, 'kubectl')(`the guide's lines for pipes work as shown with ${helm}`, async (t) => {
    const sandbox = createSandbox({ helm, kubectl: 'kubectl' })
    const { folder, env } = sandbox
    const rendered = (await runIn(sandbox, ['helm', 'template', 'web', './chart'])).stdout
    mkdirSync(join(folder, 'overlay'))
    writeFileSync(join(folder, 'overlay', 'web.yaml'), rendered)
    writeFileSync(join(folder, 'overlay', 'kustomization.yaml'), 'resources: [web.yaml]\nnamespace: shop\n')
    const built = (await runIn(sandbox, ['kubectl', 'kustomize', './overlay'])).stdout
    const expected = [await harden(rendered, env), await harden(built, env, ['--profile', 'cautious'])]
    const lines = readBlocks('docs/guides/pipes.md')[0]?.text.trimEnd().split('\n') ?? []
    t.is(lines.length, expected.length)
    for (const [index, line] of lines.entries()) {
      t.is((await runIn(sandbox, ['sh', '-ec', line])).exitCode, 0)
      t.is(readFileSync(join(folder, 'hardened.yaml'), 'utf8'), expected[index] ?? '')
    }
  })
}

testWith('helm4')('exec hardens hooks, which Helm 3 hands to no post-renderer', async (t) => {
  const sandbox = createSandbox({ helm: 'helm4' })
  const ran = await runIn(sandbox, ['casehard', 'exec', '--', 'helm', 'template', 'shop', './chart'])
  const hook = objectsByName(ran.stdout).find(([name]) => name === 'Job//shop-web-prepare')
  t.regex(JSON.stringify(hook), /"allowPrivilegeEscalation":false/)
})

testWith('helm3')('exec puts another post-renderer before casehard', async (t) => {
  const args = ['exec', 'sed', 's/replicas: 2/replicas: 9/'].flatMap((word) => ['--post-renderer-args', word])
  const command = ['helm', 'template', 'shop', './chart', '--post-renderer', 'casehard', ...args]
  const ran = await runIn(createSandbox({ helm: 'helm3' }), command)
  t.regex(ran.stdout, /replicas: 9[\s\S]*allowPrivilegeEscalation: false/)
})

testWith('helm4')('more than 100 MB come through exec byte for byte', async (t) => {
  const { folder, env } = createSandbox({ helm: 'helm4' })
  const [input, output] = [join(folder, 'in.yaml'), join(folder, 'out.yaml')]
  const document = `---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: Größe\ndata:\n  blob: ${'QUJD'.repeat(25_000)}\n`
  await pipeline(Readable.from(Array(1_100).fill(document)), createWriteStream(input))
  const { exitCode } = await execa('casehard', ['exec', '--', 'cat', input], {
    env,
    extendEnv: false,
    buffer: false,
    reject: false,
    stdin: 'ignore',
    stdout: { file: output },
  })
  t.is(exitCode, 0)
  t.true(readFileSync(output).equals(readFileSync(input)))
})
