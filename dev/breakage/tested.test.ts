import test from 'ava'
import { readContainers } from './settings.ts'
import { compareWithTests, locateTested, readTested, type Tested } from './tested.ts'

const podWith = (container = '', pod = '', name = 'web'): string =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: app, image: a${container}}]${pod}}\n`

const TESTED: Tested = { kind: 'Pod', names: ['web'], container: 'app', works: {} }

const compare = (tested: Partial<Tested>, after: string, before = podWith()) => {
  const [[old], [fresh]] = [readContainers(before), readContainers(after)]
  if (old === undefined || fresh === undefined) throw new Error('a fixture has no container')
  return compareWithTests({ ...TESTED, ...tested }, old, fresh)
}

test('findings are read by container, and those without a verdict are left out', (t) => {
  const findings = {
    pods: [
      {
        pod_name: 'chart-web',
        type_pod: 'Deployment',
        containers: [
          {
            cont_name: 'app',
            functionalities: {
              check_27: { value: false, failed_check: 'x', resource_path: 'Deployment/default/rel-web' },
              check_35: { value: true },
              check_34: { add: ['CHOWN'], drop: [] },
            },
          },
          { cont_name: 'other', functionalities: { check_34: { add: [] } } },
          { cont_name: 'last' },
        ],
      },
    ],
  }
  t.deepEqual(readTested(JSON.stringify(findings)), [
    {
      kind: 'Deployment',
      names: ['rel-web', 'chart-web'],
      container: 'app',
      works: { readOnlyRootFilesystem: false, automountServiceAccountToken: true },
      capabilities: ['CHOWN'],
    },
  ])
})

test('a tested container is found by its name, or else as the only one of its kind', (t) => {
  const containers = readContainers(podWith('', '', 'a') + podWith('', '', 'web'))
  t.is(locateTested(TESTED, containers), 1)
  t.is(locateTested({ ...TESTED, names: ['other'] }, containers), undefined)
  t.is(locateTested({ ...TESTED, names: ['other'] }, containers.slice(0, 1)), 0)
  t.is(locateTested({ ...TESTED, kind: 'Job' }, containers), undefined)
})

const ALL = ', securityContext: {readOnlyRootFilesystem: true, runAsNonRoot: true, allowPrivilegeEscalation: false}'
const OFF = ', automountServiceAccountToken: false'
const FAILED = {
  readOnlyRootFilesystem: false,
  runAsNonRoot: false,
  automountServiceAccountToken: false,
  allowPrivilegeEscalation: false,
}

test('what failed in the tests and was written is broken, and what the input had is not', (t) => {
  t.deepEqual(compare({ works: FAILED }, podWith(ALL, OFF)).broken, Object.keys(FAILED))
  t.deepEqual(compare({ works: FAILED }, podWith(ALL, OFF), podWith(ALL, OFF)).broken, [])
  t.deepEqual(compare({ works: FAILED }, podWith()).broken, [])
})

test('a writable mount helps a read-only root, and a number helps runAsNonRoot', (t) => {
  const volume = (source: string) => `, volumes: [{name: v, ${source}}], securityContext: {runAsUser: 999}`
  const mount = ', volumeMounts: [{name: v, mountPath: /tmp}]'
  const works = { readOnlyRootFilesystem: false, runAsNonRoot: false }
  t.deepEqual(compare({ works }, podWith(ALL + mount, volume('emptyDir: {}'))).broken, [])
  t.deepEqual(compare({ works }, podWith(ALL + mount, volume('secret: {}'))).broken, ['readOnlyRootFilesystem'])
})

test('what worked in the tests is done or undone', (t) => {
  const works = { runAsNonRoot: true, automountServiceAccountToken: true }
  t.deepEqual(compare({ works }, podWith(ALL)).worked, [
    { setting: 'runAsNonRoot', done: true },
    { setting: 'automountServiceAccountToken', done: false },
  ])
})

test('ALL is dropped only together with the capabilities that are needed then', (t) => {
  const drop = (add: string) => podWith(`, securityContext: {capabilities: {drop: [ALL], add: [${add}]}}`)
  const capabilities = ['CHOWN', 'NET_BIND_SERVICE']
  t.deepEqual(compare({ capabilities }, drop('CHOWN')).broken, [
    'capabilities: ALL dropped without adding NET_BIND_SERVICE',
  ])
  t.deepEqual(compare({ capabilities }, drop('CHOWN, NET_BIND_SERVICE')).broken, [])
  t.deepEqual(compare({ capabilities: [] }, drop('')).broken, [])
  t.deepEqual(compare({ capabilities }, drop(''), drop('')).broken, [])
})

test('a user that the run chose needs no capability of root, only its ports', (t) => {
  const drop = ', securityContext: {capabilities: {drop: [ALL]}}'
  const user = 'runAsUser: 999'
  const sysctl = 'sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "80"}]'
  const capabilities = ['CHOWN', 'NET_BIND_SERVICE']
  const after = (...fields: string[]) => podWith(drop, `, securityContext: {${fields.join(', ')}}`)
  t.deepEqual(compare({ capabilities }, after(user)).broken, [
    'capabilities: ALL dropped without adding NET_BIND_SERVICE',
  ])
  t.deepEqual(compare({ capabilities }, after(user, sysctl)).broken, [])
  const tested = podWith('', `, securityContext: {${user}}`)
  t.is(compare({ capabilities }, after(user, sysctl), tested).broken.length, 1)
})
