import { join, resolve } from 'node:path'
import { execa } from 'execa'
import {
  installInto,
  makeFolder,
  objectsByName,
  readReport,
  slot,
  testWith,
  testWithInstalled,
} from '../../support/slots.ts'
import { writeInto } from './kustomize.ts'

const deployment = (name: string, container: string, more = ''): string => `# The shop window.
kind: Deployment
apiVersion: apps/v1
metadata:
  name: ${name} # behind the load balancer
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: ${container}
          image: "registry.example/shop/web:4.2"
${more}`

/** What a team writes by hand to harden the container \`app\` of the Deployment \`web\`. */
const PATCH = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: app
          securityContext:
            allowPrivilegeEscalation: false
            runAsUser: 1000
`
const BY_NAME = 'resources: [web.yaml]\npatches:\n  - path: patch.yaml\n'
const BY_TARGET = `${BY_NAME}    target: {kind: Deployment, name: web}\n`

interface Results {
  /** What casehard writes. */
  hardened: string
  /** What the patch gives, or Kustomize's message. */
  patched: string
  isPatched: boolean
  folder: string
}

/** Hardens a manifest with casehard, and with the patch. */
const compare = async (manifest: string, kustomization = BY_NAME): Promise<Results> => {
  const folder = makeFolder()
  const env = installInto(folder)
  const app = writeInto(join(folder, 'app'), {
    'web.yaml': manifest,
    'patch.yaml': PATCH,
    'kustomization.yaml': kustomization,
  })
  const options = { env, extendEnv: false, stripFinalNewline: false } as const
  const { stdout: hardened } = await execa('casehard', [], { ...options, input: manifest })
  const build = await execa(slot('kubectl'), ['kustomize', app], { ...options, reject: false })
  return { hardened, patched: build.failed ? build.stderr : build.stdout, isPatched: !build.failed, folder }
}

const HARD = /allowPrivilegeEscalation: false/

const test = testWith('kubectl')

test('casehard keeps comments, quotes and the order of keys, and a Kustomize patch does not', async (t) => {
  const input = deployment('web', 'app')
  const results = await compare(input)
  t.regex(results.hardened, HARD)
  let rest = results.hardened
  for (const line of input.split('\n').filter((line) => line !== '')) {
    t.true(rest.includes(line), line)
    rest = rest.slice(rest.indexOf(line) + line.length)
  }
  t.regex(results.patched, HARD)
  t.notRegex(results.patched, /#/)
  t.notRegex(results.patched, /"/)
  t.true(results.patched.indexOf('apiVersion:') < results.patched.indexOf('kind:'))
})

test('casehard hardens a workload that was renamed; a patch with a target is skipped, and one without fails', async (t) => {
  const input = deployment('window', 'app')
  const skipped = await compare(input, BY_TARGET)
  t.regex(skipped.hardened, HARD)
  t.true(skipped.isPatched)
  t.notRegex(skipped.patched, HARD)
  const failed = await compare(input)
  t.false(failed.isPatched)
  t.regex(failed.patched, /no (?:resource )?matches/)
})

test('casehard hardens a container that was renamed, and a patch adds one without an image', async (t) => {
  const results = await compare(deployment('web', 'server'))
  t.regex(results.hardened, HARD)
  const containers = (stream: string) =>
    objectsByName(stream).flatMap(([, object]) => {
      const { spec } = object as unknown as { spec: { template: { spec: { containers: Record<string, unknown>[] } } } }
      return spec.template.spec.containers.map(({ name, image }) => [name, image !== undefined])
    })
  t.deepEqual(containers(results.hardened), [['server', true]])
  t.deepEqual(containers(results.patched), [
    ['app', false],
    ['server', true],
  ])
})

test('casehard holds what the author decided, and a patch overwrites it', async (t) => {
  const results = await compare(deployment('web', 'app', '          securityContext: {runAsUser: 0}\n'))
  t.regex(results.hardened, HARD)
  t.regex(results.hardened, /runAsUser: 0/)
  const held = readReport(results.folder).held.find(({ control }) => control === 'run-as-non-root')
  t.is(held?.cause, 'deviation')
  t.regex(results.patched, /runAsUser: 1000/)
})

/** Applies the rule of the benchmark with Kyverno's command line. */
const mutate = async (manifest: string): Promise<string> => {
  const folder = makeFolder()
  writeInto(folder, { 'web.yaml': manifest })
  const policy = resolve('testdata/peers/kyverno-policy.yaml')
  const { stdout } = await execa('kyverno', ['apply', policy, '--resource', join(folder, 'web.yaml')])
  return stdout
}

const testKyverno = testWithInstalled('kyverno')

testKyverno(
  "Kyverno's command line drops comments and quotes and sorts keys; renamed parts are hardened",
  async (t) => {
    const mutated = await mutate(deployment('window', 'server'))
    t.regex(mutated, HARD)
    t.notRegex(mutated, /#|"/)
    t.true(mutated.indexOf('apiVersion:') < mutated.indexOf('kind:'))
  },
)

testKyverno("a rule of Kyverno that fills in fields keeps the author's user 0, and asks for another one", async (t) => {
  const mutated = await mutate(deployment('web', 'app', '          securityContext: {runAsUser: 0}\n'))
  t.regex(mutated, /runAsUser: 0/)
  t.regex(mutated, /runAsNonRoot: true/)
})

testKyverno('a rule of Kyverno mounts no volume where nginx writes', async (t) => {
  const mutated = await mutate(deployment('web', 'app').replace('registry.example/shop/web:4.2', 'nginx:1.25'))
  t.regex(mutated, /readOnlyRootFilesystem: true/)
  t.notRegex(mutated, /volumeMounts/)
})

test('casehard mounts volumes where nginx writes, and a patch changes what it says', async (t) => {
  const results = await compare(deployment('web', 'app').replace('registry.example/shop/web:4.2', 'nginx:1.25'))
  t.regex(results.hardened, /mountPath: \/var\/cache\/nginx/)
  t.regex(results.hardened, /readOnlyRootFilesystem: true/)
  t.notRegex(results.patched, /volumeMounts/)
})
