import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { run } from '../../../cmd/testing.ts'
import { instructionsOf } from '../../support/dockerfile.ts'
import { makeFolder, testWith } from '../../support/slots.ts'
import { KUSTOMIZE_5 } from '../kustomize/kustomizations.ts'
import { tryBuild } from '../kustomize/kustomize.ts'

const EXAMPLE = 'examples/argo-cd'

/** As much of an installation as the example patches. */
const REPO_SERVER = `apiVersion: apps/v1
kind: Deployment
metadata: {name: argocd-repo-server}
spec:
  selector: {matchLabels: {app: repo-server}}
  template:
    metadata: {labels: {app: repo-server}}
    spec:
      containers: [{name: argocd-repo-server, image: registry.example/argocd:3}]
      volumes: [{name: var-files, emptyDir: {}}, {name: plugins, emptyDir: {}}]
`

interface Sidecar {
  name: string
  image: string
  volumeMounts: { name: string }[]
}

testWith(KUSTOMIZE_5.name)('the example for Argo CD adds a sidecar that needs no hardening', async (t) => {
  const folder = makeFolder()
  cpSync(EXAMPLE, join(folder, 'argo-cd'), { recursive: true })
  writeFileSync(join(folder, 'install.yaml'), REPO_SERVER)
  writeFileSync(join(folder, 'kustomization.yaml'), 'resources: [install.yaml]\ncomponents: [argo-cd]\n')
  const { failed, stdout, stderr } = await tryBuild(KUSTOMIZE_5, folder, process.env)
  t.false(failed, stderr)
  const [deployment, configMap] = parseAllDocuments(stdout)
    .map((document) => document.toJS())
    .sort((a, b) => (a.kind < b.kind ? 1 : -1))
  const { containers, volumes } = deployment.spec.template.spec
  const sidecar: Sidecar = containers.find(({ name }: Sidecar) => name === 'casehard')
  for (const { name } of sidecar.volumeMounts)
    t.true(
      volumes.some((volume: Sidecar) => volume.name === name),
      name,
    )
  t.is(volumes.find(({ name }: Sidecar) => name === 'casehard-plugin').configMap.name, configMap.metadata.name)
  t.is(parse(configMap.data['plugin.yaml']).kind, 'ConfigManagementPlugin')
  const { stdout: report } = await run(['check', '--format', 'json'], { stdin: stdout })
  const { changes, held } = JSON.parse(report)
  t.deepEqual(
    [...changes, ...held].filter(({ container }) => container === 'casehard'),
    [],
  )
})

testWith()('the image of the example has the commands of the plugin, and the image that the sidecar names', (t) => {
  const text = readFileSync(join(EXAMPLE, 'Dockerfile'), 'utf8')
  const { spec } = parse(readFileSync(join(EXAMPLE, 'plugin.yaml'), 'utf8'))
  const last = instructionsOf(text).filter(({ stage }) => stage === 2)
  for (const { command } of [spec.init, spec.generate])
    t.true(
      last.some(({ text: words }) => words.includes(`/usr/local/bin/${command[0]}`)),
      command[0],
    )
  const [sidecar] = parse(readFileSync(join(EXAMPLE, 'repo-server.yaml'), 'utf8')).spec.template.spec.containers
  t.true(text.includes(`-t ${sidecar.image} `))
  t.is(last.at(-1)?.text, `${sidecar.securityContext.runAsUser}:999`)
})
