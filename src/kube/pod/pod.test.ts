import test from 'ava'
import { parse } from 'yaml'
import { isWindows } from './pod.ts'

const signs = {
  'the operating system': 'os: {name: windows}',
  'the node selector': 'nodeSelector: {kubernetes.io/os: windows}',
  'the old label of the node selector': 'nodeSelector: {beta.kubernetes.io/os: windows}',
  'a hostProcess pod': 'securityContext: {windowsOptions: {hostProcess: true}}',
  'a hostProcess container': 'containers: [{name: a, securityContext: {windowsOptions: {hostProcess: true}}}]',
  'a hostProcess init container': 'initContainers: [{name: a, securityContext: {windowsOptions: {hostProcess: true}}}]',
}

for (const [sign, text] of Object.entries(signs)) {
  test(`${sign} means Windows`, (t) => {
    t.true(isWindows(parse(text)))
  })
}

const affinity = (...terms: string[]): string =>
  `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [${terms.join(', ')}]}}}`
const onWindows = '{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [windows]}]}'
const inZone = '{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a]}]}'

test('a required node affinity means Windows', (t) => {
  t.true(isWindows(parse(affinity(onWindows))))
})

test('an affinity with an alternative does not mean Windows', (t) => {
  t.false(isWindows(parse(affinity(onWindows, inZone))))
  t.false(
    isWindows(parse(affinity('{matchExpressions: [{key: kubernetes.io/os, operator: NotIn, values: [windows]}]}'))),
  )
  t.false(
    isWindows(parse(affinity('{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [windows, linux]}]}'))),
  )
})

test('Linux, an empty spec and an image name do not mean Windows', (t) => {
  t.false(isWindows({}))
  t.false(isWindows(parse('nodeSelector: {kubernetes.io/os: linux}')))
  t.false(isWindows(parse('containers: [{name: a, image: mcr.microsoft.com/windows/nanoserver:ltsc2022}]')))
})
