import test from 'ava'
import type { Container } from '../../model.ts'
import { findRootEvidence } from '../../requirements/root-signs.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { programNames } from '../text/commands.ts'
import { scriptPrograms } from './ran-commands.ts'

const WORDS = programNames('gosu', 'chown', 'postfix(?= +start)')

const look = (script: string, container = 'command: [/scripts/run.sh]') => {
  const spec = `volumes: [{name: v, configMap: {name: scripts}}], containers: [{name: app, ${container}, volumeMounts: [{name: v, mountPath: /scripts}]}]`
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec}}}`)
  const data = JSON.stringify({ 'run.sh': script })
  const configMaps = [objectFrom(`{apiVersion: v1, kind: ConfigMap, metadata: {name: scripts}, data: ${data}}`)]
  return { pod, container: pod.containers[0] as Container, context: contextWith({ configMaps }) }
}

const findText = (script: string, container?: string): string[] => {
  const at = look(script, container)
  return scriptPrograms(at.pod, at.container, at.context, WORDS).map(({ text }) => text)
}

test('a program in a mounted script that the container runs is found once', (t) => {
  t.deepEqual(findText('#!/bin/sh\nchown -R app /data\nchown app /run\nexec gosu app server\n'), [
    '"chown" in run.sh of ConfigMap "scripts"',
    '"gosu" in run.sh of ConfigMap "scripts"',
  ])
  t.deepEqual(findText('exec /usr/sbin/gosu app server\n'), ['"gosu" in run.sh of ConfigMap "scripts"'])
  t.deepEqual(findText('postfix start\n'), ['"postfix" in run.sh of ConfigMap "scripts"'])
})

test('words that are not programs, comments, and scripts that nothing runs are ignored', (t) => {
  t.deepEqual(findText('# gosu app\necho gosu chown\nserver --with=gosu\npostfix stop\n'), [])
  t.deepEqual(findText('gosu app server\n', 'command: [server]'), [])
})

test("the container's own commands are not repeated", (t) => {
  t.deepEqual(findText('server\n', 'command: [sh, -c, "gosu app /scripts/run.sh"]'), [])
})

test('a script that drops root is evidence that the container starts as root', (t) => {
  const evidence = (script: string): number => {
    const { pod, container, context } = look(script)
    return findRootEvidence(pod, container, context).length
  }
  t.is(evidence('exec gosu app server\n'), 1)
  t.is(evidence('exec server\n'), 0)
})
