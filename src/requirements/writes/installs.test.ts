import test from 'ava'
import type { Container } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findPackageInstalls, findPluginInstalls, findPluginVariables } from './installs.ts'

const podWith = (fields: string) =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, ${fields}}]}}`)

const runs = (script: string) => {
  const pod = podWith(`command: [sh, -c, ${JSON.stringify(script)}]`)
  const container = pod.containers[0] as Container
  const context = contextWith()
  return [findPackageInstalls(pod, container, context).length, findPluginInstalls(pod, container, context).length]
}

test('installations in a script of a mounted ConfigMap count like those of a command', (t) => {
  const spec = `{volumes: [{name: v, configMap: {name: c}}], containers: [{name: a, command: [/c/run.sh], volumeMounts: [{name: v, mountPath: /c}]}]}`
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: ${spec}}`)
  const data = JSON.stringify({ 'run.sh': '#!/bin/sh\n/opt/bin/pip install x\nwp plugin install y\npip list\n' })
  const configMaps = [objectFrom(`{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: ${data}}`)]
  const [container] = pod.containers as [Container]
  const found = [findPackageInstalls, findPluginInstalls].map((find) =>
    find(pod, container, contextWith({ configMaps })),
  )
  t.deepEqual(
    found.map((evidence) => evidence.map(({ text }) => text)),
    [['"pip install" in run.sh of ConfigMap "c"'], ['"wp plugin install" in run.sh of ConfigMap "c"']],
  )
  t.deepEqual(findPackageInstalls(pod, container, contextWith()), [])
})

test('package managers that install are found', (t) => {
  for (const script of [
    'apt-get -y install curl',
    'apk add --no-cache curl',
    'pip install -r x',
    'yarn add x',
    'npm ci',
  ])
    t.deepEqual(runs(script), [1, 0], script)
  for (const script of ['apt-cache search', 'pip list', 'go run', 'app install'])
    t.deepEqual(runs(script), [0, 0], script)
})

test('plug-in downloads are found', (t) => {
  for (const script of [
    'elasticsearch-plugin install x',
    'bin/opensearch-plugin -s install x',
    'grafana-cli plugins install x',
    'grafana cli --pluginUrl u plugins install x',
    'wp plugin install x',
    'jenkins-plugin-cli -f x',
    'rabbitmq-plugins enable x',
  ])
    t.deepEqual(runs(script), [0, 1], script)
  t.deepEqual(runs('elasticsearch-plugin list'), [0, 0])
})

test('variables that make an entrypoint install something count if they are not empty', (t) => {
  const found = (env: string) => {
    const pod = podWith(`image: i, env: [${env}]`)
    return findPluginVariables(pod, pod.containers[0] as Container, contextWith()).length
  }
  t.is(found('{name: GF_INSTALL_PLUGINS, value: a}'), 1)
  t.is(found('{name: GF_PLUGINS_PREINSTALL, value: a}'), 1)
  t.is(found('{name: _PIP_ADDITIONAL_REQUIREMENTS, value: a}'), 1)
  t.is(found('{name: GF_INSTALL_PLUGINS, value: ""}'), 0)
  t.is(found('{name: PLUGINS, value: a}'), 0)
})
