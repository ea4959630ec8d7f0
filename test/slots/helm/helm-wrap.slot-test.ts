import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { WEB_CHART } from '../../support/charts.ts'
import { harden, installInto, makeFolder, readReport, runSlot, slot, testWith } from '../../support/slots.ts'
import { build, KUSTOMIZES, writeInto } from '../kustomize/kustomize.ts'
import { PLAIN, SHOP } from '../kustomize/kustomize-shop.ts'
import { installPlugin } from './helm4.ts'
import { chartAt, inCluster, withCluster } from './helms.ts'

const CHART = chartAt(WEB_CHART.path)

/** Runs casehard where a program has its usual name. */
const casehard = (folder: string, env: NodeJS.ProcessEnv, args: readonly string[]) =>
  execa('casehard', args, { cwd: folder, env, extendEnv: false, reject: false, stripFinalNewline: false })

for (const binary of ['helm3', 'helm4']) {
  testWith(binary)(`casehard helm template hardens what ${binary} renders, hooks too`, async (t) => {
    const folder = makeFolder()
    const env = installInto(folder)
    symlinkSync(slot(binary), join(folder, 'bin', 'helm'))
    const { exitCode, stdout, stderr } = await casehard(folder, env, ['helm', 'template', 'shop', CHART])
    t.is(exitCode, 0, stderr)
    t.is(stdout, await harden(await runSlot(binary, ['template', 'shop', CHART], env), env))
    t.regex(stdout, /helm\.sh\/hook/)
    const failed = await casehard(folder, env, ['helm', 'template', 'shop', 'absent'])
    t.deepEqual([failed.exitCode, failed.stdout], [1, ''])
  })

  testWith(binary)(`casehard helm upgrade installs hardened objects with ${binary}`, async (t) => {
    await withCluster(binary, async (helm, cluster) => {
      const plugins = join(helm.folder, 'plugins-of-helm')
      mkdirSync(plugins)
      const env = { ...helm.env, HELM_PLUGINS: plugins }
      if (binary === 'helm4') await harden('', env, ['plugin', 'helm', '--dir', join(plugins, 'casehard')])
      symlinkSync(slot(binary), join(helm.folder, 'bin', 'helm'))
      const upgrade = ['upgrade', '--install', 'shop', CHART, '--disable-openapi-validation']
      const refused = await casehard(helm.folder, env, ['helm', '--profile', 'absent.yaml', ...upgrade])
      t.is(refused.exitCode, 1, 'Helm fails, and casehard passes that on')
      t.is(inCluster(cluster)['Deployment/shop-web'], undefined)
      const { exitCode, stdout, stderr } = await casehard(helm.folder, env, ['helm', '--profile', 'strict', ...upgrade])
      t.is(exitCode, 0, stderr)
      t.regex(stdout, /^STATUS: deployed$/m)
      t.is(readReport(helm.folder).profile, 'strict')
      t.regex(JSON.stringify(inCluster(cluster)['Deployment/shop-web']), /"allowPrivilegeEscalation":false/)
    })
  })

  testWith(binary)(
    `casehard helm template with --show-only and --output-dir takes the slot of ${binary}`,
    async (t) => {
      const folder = makeFolder()
      const env = binary === 'helm4' ? await installPlugin(folder) : installInto(folder)
      symlinkSync(slot(binary), join(folder, 'bin', 'helm'))
      const template = ['helm', 'template', 'shop', CHART]
      const shown = await casehard(folder, env, [...template, '--show-only', 'templates/deployment.yaml'])
      t.is(shown.exitCode, 0, shown.stderr)
      t.regex(shown.stdout, /allowPrivilegeEscalation: false/)
      t.notRegex(shown.stdout, /kind: Service$/m)
      if (binary === 'helm3') {
        // Helm 3 would write unhardened files.
        const refused = await casehard(folder, env, [...template, '--output-dir', 'out'])
        t.is(refused.exitCode, 125)
        t.regex(refused.stderr, /Helm 3 does not run the post-renderer for --output-dir/)
        t.false(existsSync(join(folder, 'out')))
        return
      }
      const written = await casehard(folder, env, [...template, '--output-dir', 'out'])
      t.is(written.exitCode, 0, written.stderr)
      const file = readFileSync(join(folder, 'out/web/templates/deployment.yaml'), 'utf8')
      t.regex(file, /allowPrivilegeEscalation: false/)
    },
  )
}

for (const kustomize of KUSTOMIZES.filter(({ exec }) => exec))
  testWith(kustomize.name)(`casehard kustomize build hardens what ${kustomize.name} builds`, async (t) => {
    const folder = makeFolder()
    const env = installInto(folder)
    symlinkSync(slot(kustomize.name), join(folder, 'bin', 'kustomize'))
    const app = writeInto(join(folder, 'app'), { ...SHOP, 'kustomization.yaml': PLAIN })
    const { exitCode, stdout, stderr } = await casehard(folder, env, ['kustomize', 'build', 'app'])
    t.is(exitCode, 0, stderr)
    t.is(stdout, await harden(await build(kustomize, app, env), env))
    const failed = await casehard(folder, env, ['kustomize', 'build', 'absent'])
    t.deepEqual([failed.exitCode, failed.stdout], [1, ''])
  })
