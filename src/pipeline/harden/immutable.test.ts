import test from 'ava'
import { CONTROLS } from '../../controls/index.ts'
import { podShapes } from '../../kube/kinds/kinds.ts'
import { locatePods, objectsOf } from '../../kube/pod/locate.ts'
import type { JsonObject, Operation, Pod } from '../../model.ts'
import { objectFrom } from '../../testing.ts'
import { EditableObject } from '../editable-object.ts'
import { immutableNotices, isImmutable } from './immutable.ts'

const podOf = (apiVersion: string, kind: string, metadata: JsonObject = {}, template: JsonObject = {}): Pod => {
  const object = { apiVersion, kind, metadata: { name: 'x', ...metadata }, spec: { containers: [], template } }
  const [found] = objectsOf(object, 0)
  const location = found && locatePods(found).pods[0]
  if (found === undefined || location === undefined) throw new Error(`no pod in ${kind}`)
  return EditableObject.of(found).podAt(location)
}

const changing = (path: string) => {
  const operations: Operation[] = [{ op: 'add', path, value: true }]
  return [{ operations }] as unknown as Parameters<typeof immutableNotices>[1]
}

const messages = (pod: Pod, path = '/spec/x') => immutableNotices(pod, changing(path)).map(({ message }) => message)

const template = { spec: { containers: [] } }

test('a plain Job cannot be changed in place: the notice quotes the API server and names three ways out', (t) => {
  const [message] = messages(podOf('batch/v1', 'Job', { namespace: 'shop' }, template))
  t.regex(message ?? '', /helm upgrade .* fail with 'Job\.batch "x" is invalid: .*: field is immutable'/)
  t.regex(message ?? '', /kubectl delete job x --namespace shop/)
  t.regex(message ?? '', /helm\.sh\/hook-delete-policy: before-hook-creation/)
  t.regex(message ?? '', /kubectl replace --force/)
})

test('neither can a bare Pod, except for its metadata', (t) => {
  const pod = podOf('v1', 'Pod')
  t.regex(
    messages(pod)[0] ?? '',
    /pod updates may not change fields other than `spec\.containers\[\*\]\.image`, \.\.\./,
  )
  t.regex(messages(pod)[0] ?? '', /kubectl delete pod x\)/)
  t.deepEqual(messages(pod, '/metadata/annotations'), [])
})

test('the template of a Knative Service cannot be changed while it keeps its name', (t) => {
  const named = podOf('serving.knative.dev/v1', 'Service', {}, { metadata: { name: 'x-1' }, ...template })
  t.regex(messages(named)[0] ?? '', /without a name change .* change or remove spec\.template\.metadata\.name$/)
  t.deepEqual(messages(podOf('serving.knative.dev/v1', 'Service', {}, template)), [])
})

test('hooks are recreated, and all other kinds can be changed', (t) => {
  t.deepEqual(messages(podOf('batch/v1', 'Job', { annotations: { 'helm.sh/hook': 'post-install' } }, template)), [])
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'])
    t.false(isImmutable(podOf('apps/v1', kind, {}, template)))
  t.deepEqual(immutableNotices(podOf('v1', 'Pod'), []), [])
})

test('no control writes the immutable fields of a StatefulSet, such as volumeClaimTemplates', (t) => {
  t.deepEqual(
    CONTROLS.flatMap(({ fields }) => fields).filter((field) => !/^\/(?:spec|metadata)\//.test(field)),
    [],
  )
  const shape = podShapes('apps/v1', 'StatefulSet')?.[0]
  t.deepEqual([shape?.spec, shape?.metadata], ['/spec/template/spec', '/spec/template/metadata'])
  const claims = objectFrom('{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {}}')
  t.deepEqual(
    CONTROLS.filter(({ objects }) => objects?.kinds.includes(claims.resource.kind)),
    [],
  )
})
