import test from 'ava'
import { objectFrom, podFrom } from '../../testing.ts'
import { coversTokenPath, findOwnTokens } from './objections.ts'

const TOKEN = '{name: v, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}'

const pod = (spec: string, labels = '') =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {${labels}}}, spec: {${spec}}}`)

const account = (annotation: string) =>
  objectFrom(`{apiVersion: v1, kind: ServiceAccount, metadata: {name: web, annotations: {${annotation}}}}`)

test('a projected token is independent of the default one', (t) => {
  const own = 'containers: [{name: a}], volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]'
  t.deepEqual(findOwnTokens(pod(own), []), [
    {
      source: 'manifest',
      text: 'serviceAccountToken in volume "v" provides its own token',
      at: { document: 0, pointer: '/spec/volumes/0/projected/sources/0' },
    },
  ])
  t.deepEqual(
    findOwnTokens(pod('containers: [{name: a}], volumes: [{name: v, projected: {sources: [{secret: {}}]}}]'), []),
    [],
  )
})

test('the cloud identities of AWS, Azure and Google provide their own token', (t) => {
  const texts = (...found: Parameters<typeof findOwnTokens>) => findOwnTokens(...found).map(({ text }) => text)
  for (const name of [
    'eks.amazonaws.com/role-arn',
    'azure.workload.identity/client-id',
    'iam.gke.io/gcp-service-account',
  ])
    t.deepEqual(texts(pod('containers: []'), [account(`${name}: x`)]), [
      `${name} in ServiceAccount "web" provides its own token`,
    ])
  t.deepEqual(texts(pod('containers: []', 'azure.workload.identity/use: "true"'), []), [
    'azure.workload.identity/use: "true" provides its own token',
  ])
  t.deepEqual(texts(pod('containers: []'), [account('example.com/role: x')]), [])
})

test('a token is covered if every container mounts a volume at its path', (t) => {
  t.true(coversTokenPath(pod(`containers: [{name: a, volumeMounts: [${TOKEN}]}]`)))
  t.false(coversTokenPath(pod(`containers: [{name: a, volumeMounts: [${TOKEN}]}, {name: b}]`)))
  t.false(coversTokenPath(pod(`initContainers: [{name: i}], containers: [{name: a, volumeMounts: [${TOKEN}]}]`)))
  t.false(coversTokenPath(pod('containers: [{name: a, volumeMounts: [{name: v, mountPath: /var/run/secrets}]}]')))
  t.false(coversTokenPath(pod('containers: []')))
})
