import test from 'ava'
import type { JsonObject } from '../../src/model.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { run } from '../testing.ts'

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {release: shop}}
  template:
    metadata: {labels: {release: shop}}
    spec:
      containers:
        - {name: app, image: registry.example/web}
`

const adds = (text: string): boolean => text.includes('kind: NetworkPolicy')

test('a flag or a variable asks for generators, and the flag goes first', async (t) => {
  t.false(adds((await run([], { stdin: web })).stdout))
  t.true(adds((await run(['--generate'], { stdin: web })).stdout))
  t.true(adds((await run([], { stdin: web, env: { CASEHARD_GENERATE: 'true' } })).stdout))
  t.true(adds((await run(['--generate'], { stdin: web, env: { CASEHARD_GENERATE: 'false' } })).stdout))
})

test('a KRM function takes --generate from its options, adds items and reports them', async (t) => {
  const item = web.replaceAll('\n', '\n    ').trimEnd()
  const stdin = `apiVersion: config.kubernetes.io/v1
kind: ResourceList
functionConfig: {apiVersion: v1, kind: ConfigMap, metadata: {name: options}, data: {generate: "true"}}
items:
  - ${item}
`
  const { code, stdout } = await run(['fn'], { stdin })
  t.is(code, 0)
  const list = parseSlice(stdout)?.value as { items: JsonObject[]; results: JsonObject[] }
  t.is(list.items[1]?.kind, 'NetworkPolicy')
  const listed = list.results.filter(({ tags }) => (tags as JsonObject).control === 'network-policies')
  t.deepEqual(
    listed.map(({ resourceRef, severity }) => ({ resourceRef, severity })),
    [
      {
        resourceRef: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'casehard-deployment-web' },
        severity: 'info',
      },
    ],
  )
})

test('the summary names what is new', async (t) => {
  const { stderr } = await run(['--generate'], { stdin: web })
  t.regex(stderr, /NetworkPolicy casehard-deployment-web +new +1 changed \(1 assumed\)/)
})

test('patches cannot add objects: an export leaves generators out', async (t) => {
  const { code, stdout } = await run(['export', 'kustomize', '-f', '-', '--config', 'c.yaml'], {
    stdin: web,
    files: { '/project/c.yaml': 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {generate: true}\n' },
  })
  t.is(code, 0)
  t.regex(stdout, /kind: Deployment/)
  t.notRegex(stdout, /NetworkPolicy/)
})
