import test from 'ava'
import { judge } from './judge.ts'
import { readContainers } from './settings.ts'
import type { Truth } from './truth.ts'

const TRUTH: Truth = { workload: 'web', user: '?', readOnlyRoot: '?', token: undefined, memory: undefined }

/** A pod of one container with fields of the pod and of the container. */
const podWith = (pod = '', container = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: app, image: a${container}}]${pod}}\n`

const verdict = (truth: Partial<Truth>, after: string, before = podWith()) => {
  const [[old], [fresh]] = [readContainers(before), readContainers(after)]
  if (old === undefined || fresh === undefined) throw new Error('a fixture has no container')
  const { breaks, borne } = judge({ ...TRUTH, ...truth }, old, fresh)
  return [...breaks.map(({ setting }) => `breaks ${setting}`), ...borne.map(({ done }) => (done ? 'done' : 'undone'))]
}

const NON_ROOT = ', securityContext: {runAsNonRoot: true}'
const NUMBER = ', securityContext: {runAsNonRoot: true, runAsUser: 999}'

test('runAsNonRoot alone breaks names and root, and is enough for a number', (t) => {
  const after = podWith(NON_ROOT)
  t.deepEqual(verdict({ user: 'n' }, after), ['done'])
  t.deepEqual(verdict({ user: 'N' }, after), ['breaks runAsNonRoot', 'undone'])
  t.deepEqual(verdict({ user: 'r' }, after), ['breaks runAsNonRoot', 'undone'])
  t.deepEqual(verdict({ user: 'R' }, after), ['breaks runAsNonRoot'])
  t.deepEqual(verdict({ user: '?' }, after), [])
})

test('a number beside runAsNonRoot is done, and 0 is none', (t) => {
  t.deepEqual(verdict({ user: 'N' }, podWith(NUMBER)), ['done'])
  t.deepEqual(verdict({ user: 'r' }, podWith('', NUMBER)), ['done'])
  t.deepEqual(verdict({ user: 'r' }, podWith(NUMBER.replace('999', '0'))), ['breaks runAsNonRoot', 'undone'])
})

test('what the input has breaks nothing, and what is left alone is undone where it can be borne', (t) => {
  t.deepEqual(verdict({ user: 'R' }, podWith(NON_ROOT), podWith(NON_ROOT)), [])
  t.deepEqual(verdict({ user: 'N' }, podWith(NON_ROOT), podWith(NON_ROOT)), ['undone'])
  t.deepEqual(verdict({ user: 'n' }, podWith()), ['undone'])
  t.deepEqual(verdict({ user: 'R' }, podWith()), [])
})

const mounted = (path: string, more = '', volume = 'emptyDir: {}'): string =>
  podWith(
    `, volumes: [{name: v, ${volume}}]`,
    `, securityContext: {readOnlyRootFilesystem: true}, volumeMounts: [{name: v, mountPath: ${path}${more}}]`,
  )

test('a read-only root breaks a container unless each path that it writes to is on a writable volume', (t) => {
  const readOnlyRoot = { needs: ['/srv/data', '/run'] }
  const broken = ['breaks readOnlyRootFilesystem']
  t.deepEqual(verdict({ readOnlyRoot }, podWith('', ', securityContext: {readOnlyRootFilesystem: true}')), broken)
  t.deepEqual(verdict({ readOnlyRoot }, mounted('/srv')), broken)
  const one = { readOnlyRoot: { needs: ['/srv/data'] } }
  t.deepEqual(verdict(one, mounted('/srv')), ['done'])
  t.deepEqual(verdict(one, mounted('/srv/dat')), broken)
  t.deepEqual(verdict(one, mounted('/srv', ', readOnly: true')), broken)
  t.deepEqual(verdict(one, mounted('/srv', '', 'configMap: {name: c}')), broken)
  t.deepEqual(verdict(one, podWith()), [])
  t.deepEqual(verdict({ readOnlyRoot: { needs: undefined } }, mounted('/srv')), broken)
  t.deepEqual(verdict({ readOnlyRoot: { needs: ['/var/run/db'] } }, mounted('/run/db')), ['done'])
})

test('an empty volume over files of the image breaks it, unless the input mounts there', (t) => {
  const readOnlyRoot = { needs: ['/usr/share/db/config'] }
  const after = mounted('/usr/share/db/config')
  t.deepEqual(verdict({ readOnlyRoot }, after), ['breaks readOnlyRootFilesystem'])
  t.deepEqual(verdict({ readOnlyRoot }, after, after.replace('readOnlyRootFilesystem: true', '')), ['done'])
  t.deepEqual(verdict({ readOnlyRoot: { needs: ['/usr/share/db/logs'] } }, mounted('/usr/share/db/logs')), ['done'])
  const volume = { readOnlyRoot: { needs: ['/etc/db'], volumes: ['/etc/db'] } }
  t.deepEqual(verdict(volume, mounted('/etc/db')), ['done'])
})

test('a read-only root that works is done or undone', (t) => {
  t.deepEqual(verdict({ readOnlyRoot: 'works' }, mounted('/tmp')), ['done'])
  t.deepEqual(verdict({ readOnlyRoot: 'works' }, podWith()), ['undone'])
})

test('the token of what calls the API is not taken, and every other is', (t) => {
  const off = podWith(', automountServiceAccountToken: false')
  t.deepEqual(verdict({ token: true }, off), ['breaks automountServiceAccountToken'])
  t.deepEqual(verdict({ token: true }, off, off), [])
  t.deepEqual(verdict({ token: false }, off), ['done'])
  t.deepEqual(verdict({ token: false }, podWith()), ['undone'])
  const account = `---\n{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}, automountServiceAccountToken: false}\n`
  t.deepEqual(verdict({ token: false }, podWith() + account), ['done'])
})

test('a memory limit of 1 GiB breaks what needs more, if the run wrote it', (t) => {
  const limited = (amount: string) => podWith('', `, resources: {limits: {memory: ${amount}}}`)
  t.deepEqual(verdict({ memory: true }, limited('1Gi')), ['breaks limits.memory'])
  t.deepEqual(verdict({ memory: true }, limited('2Gi')), [])
  t.deepEqual(verdict({ memory: true }, limited('1Gi'), limited('512Mi')), [])
  t.deepEqual(verdict({ memory: false }, limited('1Gi')), [])
})
