import test from 'ava'
import type { Assessment, Json } from '../../model.ts'
import { a, assessPod, b, only, securityContext, written } from './user-sample-testing.ts'

test('an image that runs as a number other than 0 gets the flag alone: proven, unless the facts are no proof', (t) => {
  const found = only(assessPod(a('number')))
  t.deepEqual(
    [found.confidence, found.objection, written(found)],
    ['proven', undefined, { '/spec': { runAsNonRoot: true } }],
  )
  t.deepEqual(found.evidence?.map(({ source, text }) => [source, text]).at(-1), [
    'image-facts',
    'registry.example/number runs as user 101',
  ])
  t.is(only(assessPod(a('guess'))).confidence, 'likely')
  t.is(only(assessPod(a('unheard-of'))).confidence, 'assumed')
})

test('signs that do not affect a non-root user do not hold the flag, but a program that needs root does', (t) => {
  for (const fields of [
    'ports: [{containerPort: 80}]',
    'command: [chmod, "600", /tmp/k]',
    securityContext('capabilities: {add: [NET_RAW]}'),
  ])
    t.is(only(assessPod(a('number', fields))).objection, undefined, fields)
  for (const command of ['gosu app run', 'sudo run', 'su app', 'chown app /x', 'sysctl -w a=1'])
    t.is(only(assessPod(a('number', `command: [sh, -c, "${command}"]`))).objection?.cause, 'evidence', command)
})

test('su, gosu and sudo in a probe hold it as in a command', (t) => {
  const probe = 'livenessProbe: {exec: {command: [su, -c, check, app]}}'
  t.is(only(assessPod(a('number', probe))).objection?.cause, 'evidence')
  t.is(only(assessPod(a('web', probe))).objection?.cause, 'evidence')
})

test('a user name is written as a number, because the kubelet refuses names: proven if the name matches', (t) => {
  const found = only(assessPod(a('team/name')))
  t.deepEqual(written(found), { '/spec': { runAsNonRoot: true, runAsUser: 33, runAsGroup: 34 } })
  t.is(found.confidence, 'proven')
  t.is(only(assessPod('{name: a, image: mirror.example/hub/team/name}')).confidence, 'likely')
  const nameless = only(assessPod(a('nameless')))
  t.deepEqual([nameless.objection?.cause, nameless.operations], ['evidence', undefined])
})

test('an image that starts as root gets the user that works with it: likely', (t) => {
  const found = only(assessPod(a('cache')))
  t.deepEqual(written(found), { '/spec': { runAsNonRoot: true, runAsUser: 999, runAsGroup: 1000 } })
  t.deepEqual([found.confidence, found.objection], ['likely', undefined])
  t.deepEqual(written(only(assessPod(a('chart')))), {
    '/spec': {
      runAsNonRoot: true,
      runAsUser: 1001,
      runAsGroup: 1001,
    },
  })
})

test('an image that is root, has to be, or works with the user of a service mesh only is held without operations', (t) => {
  for (const image of ['root', 'must', 'mesh']) {
    const found = only(assessPod(a(image)))
    t.deepEqual([found.objection?.cause, found.operations], ['evidence', undefined], image)
  }
  t.is(
    only(assessPod(a('must'))).objection?.evidence?.[0]?.text,
    'registry.example/must must run as root: it loads kernel modules',
  )
})

test('user and group of the manifest have precedence over facts', (t) => {
  t.deepEqual(written(only(assessPod(a('web', securityContext('runAsUser: 8'))))), { '/spec': { runAsNonRoot: true } })
  t.deepEqual(written(only(assessPod(a('cache'), `${securityContext('runAsGroup: 8, fsGroup: 9')},`))), {
    '/spec/runAsNonRoot': true,
    '/spec/runAsUser': 999,
  })
  t.deepEqual(written(only(assessPod(a('cache', securityContext('runAsGroup: 8'))))), {
    '/spec/containers/0/runAsNonRoot': true,
    '/spec/containers/0/runAsUser': 999,
  })
})

test('claims, and secrets that only root reads, get fsGroup unless the pod has one', (t) => {
  const mount = 'volumeMounts: [{name: v, mountPath: /data}]'
  const group = (volume: string, pod = '') => {
    const found = only(assessPod(a('cache', mount), `${pod} volumes: [{name: v, ${volume}}],`))
    const { fsGroup, fsGroupChangePolicy } = { ...(written(found)['/spec'] as object) } as Record<string, Json>
    return [fsGroup, fsGroupChangePolicy]
  }
  for (const volume of ['persistentVolumeClaim: {claimName: c}', 'secret: {secretName: s, defaultMode: 256}'])
    t.deepEqual(group(volume), [1000, 'OnRootMismatch'], volume)
  t.deepEqual(group('configMap: {name: c}'), [undefined, undefined])
  t.deepEqual(group('emptyDir: {}'), [undefined, undefined])
  t.deepEqual(group('persistentVolumeClaim: {claimName: c}', `${securityContext('fsGroup: 5')},`), [
    undefined,
    undefined,
  ])
})

test('containers of one user get it in the pod, others each their own', (t) => {
  t.deepEqual(
    assessPod(`${a('cache')}, ${b('cache')}`).map(({ path }) => path),
    ['/spec/securityContext/runAsNonRoot'],
  )
  const each = ['/spec/containers/0/securityContext/runAsNonRoot', '/spec/containers/1/securityContext/runAsNonRoot']
  for (const other of ['web', 'number', 'unheard-of', 'must'])
    t.deepEqual(
      assessPod(`${a('cache')}, ${b(other)}`).map(({ path }) => path),
      each,
      other,
    )
  const declared = assessPod(`${a('cache')}, ${b('x', securityContext('runAsNonRoot: true, runAsUser: 8'))}`)
  t.deepEqual(written(declared.at(-1) as Assessment), {
    '/spec/containers/0': { runAsNonRoot: true, runAsUser: 999, runAsGroup: 1000 },
  })
})

test('an explicit false is a decision, whatever is known of the image', (t) => {
  const no = securityContext('runAsNonRoot: false')
  for (const image of ['number', 'guess', 'team/name', 'cache', 'root', 'unheard-of'])
    for (const [found] of [assessPod(a(image, no)), assessPod(a(image), `${no},`)])
      t.deepEqual([found?.state, found?.objection?.cause], ['decided', 'deviation'], image)
})

test('enforce replaces an explicit false and adds the user, or does nothing if no user is known', (t) => {
  const no = securityContext('runAsNonRoot: false')
  t.deepEqual(written(assessPod(a('cache', no))[0] as Assessment), {
    '/spec/containers/0/runAsNonRoot': true,
    '/spec/containers/0/runAsUser': 999,
    '/spec/containers/0/runAsGroup': 1000,
  })
  t.is(assessPod(a('root', no))[0]?.operations, undefined)
})
