import test from 'ava'
import { assessWith, mountsIn, own, podOf } from '../../controls/read-only-root-filesystem/testing.ts'
import type { Container } from '../../model.ts'
import { contextWith, objectFrom } from '../../testing.ts'
import { findConfiguredDirectories } from './configured-directories.ts'

const mounts = (fields: string) => mountsIn(assessWith(podOf(fields)))

test('the log files of Java get directories', (t) => {
  for (const fields of [
    'command: [java, -Dlogging.file.name=/logs/api.log, -jar, /app.jar]',
    'command: [java, -Dlogging.file.path=/logs, -jar, /app.jar]',
    'env: [{name: LOGGING_FILE_NAME, value: /logs/api.log}]',
    'env: [{name: JAVA_TOOL_OPTIONS, value: "-Xmx1g -Xlog:gc*:file=/logs/gc-%p.log:time"}]',
    'args: [-Xloggc:/logs/gc.log]',
    'command: [sh, -c, "java -XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=/logs -jar a.jar"]',
  ])
    t.deepEqual(mounts(fields), [own('/tmp'), own('/logs')], fields)
})

test('a log file of Java among the files of the application holds the filesystem', (t) => {
  t.is(assessWith(podOf('args: [-Dlogging.file.name=/app/api.log]')).objection?.cause, 'evidence')
})

const inFile = (text: string) => {
  const pod = podOf('volumeMounts: [{name: v, mountPath: /c}]', 'volumes: [{name: v, configMap: {name: c}}],')
  const map = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'a.conf': text } })
  const context = contextWith({ configMaps: [objectFrom(map)] })
  const found = findConfiguredDirectories(pod, pod.containers[0] as Container, context)
  return found.map(({ path, data }) => `${path}${data ? ' data' : ''}`)
}

test('directories in mounted configuration are found', (t) => {
  for (const [text, ...found] of [
    ['http {\n  proxy_cache_path /var/cache/shop levels=1:2;\n}', '/var/cache/shop'],
    ['  client_body_temp_path "/var/lib/x/body";\npid /run/x/nginx.pid;', '/var/lib/x/body', '/run/x'],
    ['access_log /var/log/nginx/shop.access.log main;', '/var/log/nginx'],
    ['[www]\nlisten = /run/php/php-fpm.sock\nslowlog = /var/log/php/slow.log', '/run/php', '/var/log/php'],
    ['dir /data\nlogfile "/var/log/redis/redis.log"', '/var/log/redis', '/data data'],
    ["unix_socket_directories = '/var/run/pg'\nlog_directory = '/var/log/pg'", '/var/run/pg', '/var/log/pg'],
    ['accessLog:\n  filePath: /var/log/traefik/access.log', '/var/log/traefik'],
  ] as const)
    t.deepEqual(inFile(text), found, text)
  for (const text of [
    'access_log /dev/stdout;\nerror_log /var/log/nginx/error.log warn;\n# pid /x/y;',
    'error_log = /proc/self/fd/2\nlisten = 127.0.0.1:9000',
    'filePath: /etc/app/rules.yml',
    'root /usr/share/nginx/html;',
  ])
    t.deepEqual(inFile(text), [], text)
})

test('the log directory of nginx has links to the standard streams, which no volume may hide', (t) => {
  const pod = podOf('env: [{name: ACCESS_LOG_FILE, value: /var/log/nginx/shop.log}]')
  t.is(assessWith(pod).objection?.cause, 'evidence')
})
