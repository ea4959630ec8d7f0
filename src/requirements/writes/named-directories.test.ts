import test from 'ava'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import type { Container } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { findDirectoryArguments, findDirectoryVariables } from './named-directories.ts'

const podWith = (fields: string) =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: i, ${fields}}]}}`)

const argumentsIn = (fields: string) => {
  const pod = podWith(fields)
  return findDirectoryArguments(ranCommands(pod, pod.containers[0] as Container, contextWith()))
}

const variablesIn = (fields: string, ...configMaps: string[]) => {
  const pod = podWith(fields)
  const context = contextWith({ configMaps: configMaps.map((text, i) => objectFrom(text, i + 1)) })
  return findDirectoryVariables(pod, pod.containers[0] as Container, context)
}

const paths = (args: string) => argumentsIn(`args: [${args}]`).map(({ path }) => path)

test('options for written paths name the directory, in one word or with the next word', (t) => {
  for (const option of [
    '--data-dir=/d',
    '--data-dir, /d',
    '-storage.tsdb.path=/d',
    '--storage.path=/d',
    '--log-dir=/d',
    '--pidfile=/d/app.pid',
    '-pid-file, /d/app.pid',
    '--cache=/d',
    '--cache-dir, /d/',
    '--cacheDir=/d',
    '-Dlog.dir=/d',
    '--log-file=/d/x.txt',
    '--db.path=/d/x.sqlite',
    '--audit-log-path=/d/audit.log',
    '--datadir=/d',
  ])
    t.deepEqual(paths(option), ['/d'], option)
})

test('options for read paths, addresses and relative paths name no directory', (t) => {
  for (const option of [
    '--config-dir=/d',
    '--config.file=/d/x.yml',
    '--path.procfs=/host/proc',
    '--web.telemetry-path=/metrics',
    '--model_base_path=/models/a',
    '--tls-cert-file=/d/tls.crt',
    '--log-config-path=/d',
    '--data-source=/d',
    '--docker-socket=/var/run/docker.sock',
    '--data-dir=d',
    '--data-dir=./d',
    '--data-dir=/a:/b',
    '--log-level=/x',
    '/d',
    '--plugin-cache-dir=/d',
  ])
    t.deepEqual(paths(option), [], option)
})

test('required paths, other written paths and data are distinguished', (t) => {
  const meaning = (option: string) => argumentsIn(`args: [${option}]`).map(({ required, data }) => [required, data])[0]
  t.deepEqual(meaning('--pid-file=/d/p'), [true, false])
  t.deepEqual(meaning('--log-dir=/d'), [true, false])
  t.deepEqual(meaning('--cache-dir=/d'), [false, false])
  t.deepEqual(meaning('--data-dir=/d'), [false, true])
})

test('options inside a script count, and the evidence points to the option', (t) => {
  t.deepEqual(
    argumentsIn('command: [sh, -c, "exec app --data-dir=/d"]').map(({ evidence }) => [
      evidence.text,
      evidence.at?.pointer,
    ]),
    [['--data-dir /d in container "app"', '/spec/containers/0/command/2']],
  )
  t.deepEqual(
    argumentsIn('args: [serve, --data-dir, /d]').map(({ evidence }) => evidence.at?.pointer),
    ['/spec/containers/0/args/1'],
  )
})

const names = (env: string, value = '/d') =>
  variablesIn(`env: [{name: ${env}, value: "${value}"}]`).map(({ path, fills }) => `${path} ${fills}`)

test('variables for written paths name the directory', (t) => {
  for (const name of 'TMPDIR TMP DATA_DIR APP_CACHE_DIR LOG_PATH WORKDIR RUN_DIR UPLOAD_FOLDER PGDATA XDG_CACHE_HOME XDG_RUNTIME_DIR PYTHONPYCACHEPREFIX'.split(
    ' ',
  ))
    t.deepEqual(names(name), ['/d true'], name)
  t.deepEqual(names('PID_FILE', '/d/x'), ['/d true'])
})

test('HOME and the folder of configuration may be only read', (t) => {
  t.deepEqual(names('HOME'), ['/d false'])
  t.deepEqual(names('XDG_CONFIG_HOME'), ['/d false'])
})

test('variables for installations, lists, configuration and secrets name no directory', (t) => {
  for (const name of 'PATH JAVA_HOME APP_HOME CONF_DIR CONFIG_PATH PLUGIN_DIR HOST_CNI_BIN_DIR DATABASE_PASSWORD_FILE DATA_SOURCE_URI_FILE XDG_DATA_DIRS DATABASE_URL STATIC_ROOT'.split(
    ' ',
  ))
    t.deepEqual(names(name), [], name)
  t.deepEqual(names('DATA_DIR', '/a:/b'), [])
  t.deepEqual(names('TMPDIR', '/a:/b'), [])
  t.deepEqual(names('DATA_DIR', 'data'), [])
  t.deepEqual(names('DATA_DIR', '$(HOME)/x'), [])
})

test('variables of ConfigMaps count as those of the container', (t) => {
  const map = '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {CACHE_DIR: /d, PORT: "80"}}'
  const [found] = variablesIn('envFrom: [{configMapRef: {name: c}}]', map)
  t.deepEqual([found?.path, found?.evidence.text], ['/d', 'CACHE_DIR: /d in ConfigMap "c"'])
})
