import test from 'ava'
import type { Container } from '../model.ts'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import { findMemoryLocks } from './capability-uses.ts'

const find = (fields: string, pod = '', context = contextWith()) => {
  const view = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${pod} containers: [{name: app, ${fields}}]}}`,
  )
  return findMemoryLocks(view, view.containers[0] as Container, context).map(({ text }) => text)
}

test('memory is locked by a variable, a flag or a file of settings', (t) => {
  t.deepEqual(find('env: [{name: bootstrap.memory_lock, value: "true"}]'), [
    'true in env bootstrap.memory_lock of container "app"',
  ])
  t.deepEqual(find('args: [-Ebootstrap.memory_lock=true]'), ['bootstrap.memory_lock=true in args of container "app"'])
  t.deepEqual(find('args: [--enable-mlock]'), ['--enable-mlock in args of container "app"'])
  for (const line of ['bootstrap.memory_lock: true', 'disable_mlock = false', 'mlockall: yes']) {
    const map = objectFrom(`{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {conf: "${line}"}}`)
    const volume = 'volumes: [{name: v, configMap: {name: c}}],'
    t.is(find('volumeMounts: [{name: v, mountPath: /c}]', volume, contextWith({ configMaps: [map] })).length, 1, line)
  }
})

test('settings against locked memory are not evidence', (t) => {
  for (const fields of [
    'env: [{name: bootstrap.memory_lock, value: "false"}, {name: LOCK, value: "true"}]',
    'args: [-Ebootstrap.memory_lock=false, --no-mlock, disable_mlock=true]',
  ])
    t.deepEqual(find(fields), [], fields)
})
