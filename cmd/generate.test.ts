import test from 'ava'
import { run } from './testing.ts'

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

test('the summary names what is new', async (t) => {
  const { stderr } = await run(['--generate'], { stdin: web })
  t.regex(stderr, /NetworkPolicy casehard-deployment-web +new +1 changed \(1 assumed\)/)
})

test('patches can not add objects: an export leaves generators out', async (t) => {
  const { code, stdout } = await run(['export', 'kustomize', '-f', '-', '--config', 'c.yaml'], {
    stdin: web,
    files: { '/project/c.yaml': 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {generate: true}\n' },
  })
  t.is(code, 0)
  t.regex(stdout, /kind: Deployment/)
  t.notRegex(stdout, /NetworkPolicy/)
})
