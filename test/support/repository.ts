import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { installInto, makeFolder } from './slots.ts'

const BINDING = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
`
const podOf = (head: string, spec: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
${head}spec:
${spec}  containers:
    - name: app
      image: registry.example/team/app:1.4.2
`
const PLAIN = podOf('', '')

/** A pod whose account is bound in another file. */
export const POD = podOf('  namespace: shop\n', '  serviceAccountName: web\n')

/** Files of a repository that must not change. */
export const INERT: Record<string, string> = {
  'rbac/web.yaml': BINDING,
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'chart/values.yaml': 'image: web\n',
  'chart/templates/pod.yaml': `{{ if .Values.on }}\n${PLAIN}{{ end }}\n`,
  'overlay/kustomization.yaml': 'resources: [../clusters]\npatches: [{path: patch.yaml}]\n',
  'overlay/patch.yaml': PLAIN,
  '.gitlab-ci.yml': 'job: {script: [!reference [.a, b]]}\n',
  'package.json': '{"name": "shop"}\n',
  '.gitignore': 'home/\nbin/\nreport.json\n',
}
/** What is to be hardened. */
export const PODS: Record<string, string> = {
  'apps/web.yaml': POD,
  'clusters/prod/web.yaml': POD,
  'clusters/test/web.yaml': POD,
}

/** A repository with manifests to harden, and an environment with casehard on its PATH. */
export const makeRepository = (): { folder: string; env: NodeJS.ProcessEnv } => {
  const folder = makeFolder()
  execaSync('git', ['init', '--quiet', folder])
  for (const [name, text] of Object.entries({ ...INERT, ...PODS })) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const { CASEHARD_REPORT: _none, ...env } = installInto(folder)
  return { folder, env }
}

/** The text of a file in the repository. */
export const readIn = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8')

/** Which of the pods are hardened, after a look at all that has to be as it was. */
export const hardenedIn = (folder: string): string[] => {
  for (const [name, text] of Object.entries(INERT))
    if (readIn(folder, name) !== text) throw new Error(`${name} is changed`)
  return Object.keys(PODS).filter((name) => /enableServiceLinks: false/.test(readIn(folder, name)))
}
