import test from 'ava'
import type { Container } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'
import { findRootEvidence, findRootUse, findStepDowns } from './root-signs.ts'

const find = (fields: string) => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, ${fields}}]}}`)
  return findStepDowns(pod, pod.containers[0] as Container).map(({ text }) => text)
}

test('PUID, PGID and supervisors show that a container starts as root and switches users', (t) => {
  t.deepEqual(find('env: [{name: TZ, value: UTC}, {name: PUID, value: "1000"}, {name: PGID, valueFrom: {}}]'), [
    'env PUID in container "app"',
    'env PGID in container "app"',
  ])
  t.deepEqual(find('command: [s6-svscan, /etc/services]'), ['"s6-svscan" in command of container "app"'])
})

test('other variables and programs are none', (t) => {
  t.deepEqual(find('env: [{name: UID, value: "1"}, PUID], args: [serve, s6]'), [])
})

test('builders, the home of root and cron count for images of any user', (t) => {
  for (const fields of [
    'image: gcr.io/kaniko-project/executor',
    'image: i, volumeMounts: [{name: v, mountPath: /root/.cache}]',
    'image: i, command: [cron, -f]',
  ]) {
    const pod = podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, ${fields}}]}}`,
    )
    for (const findSigns of [findRootEvidence, findRootUse])
      t.is(findSigns(pod, pod.containers[0] as Container, contextWith()).length, 1, fields)
  }
})
