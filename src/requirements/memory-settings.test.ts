import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import { findMemory } from './memory-settings.ts'

const find = (container: string, spec = '') => {
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, image: i, ${container}}]}}`,
  )
  const map = objectFrom('{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {my.cnf: "shared_buffers=1GB"}}')
  return findMemory(pod, pod.containers[0] as never, contextWith({ configMaps: [map] }))
}

const settings = (container: string, spec = '') => find(container, spec).settings.map(({ text }) => text)

const SIZED: [container: string, evidence: string][] = [
  ['env: [{name: OPTS, value: "-Xms1g -Xmx2g"}]', '-Xms1g in env OPTS of container "app"'],
  ['args: [-XX:MaxRAMPercentage=75]', 'MaxRAMPercentage in args of container "app"'],
  ['args: [-XX:MaxRAM=2g]', 'MaxRAM in args of container "app"'],
  ['args: ["-XX:MaxHeapSize=2g"]', 'MaxHeapSize in args of container "app"'],
  ['env: [{name: KAFKA_HEAP_OPTS, value: x}]', 'KAFKA_HEAP_OPTS in env of container "app"'],
  ['env: [{name: MAX_HEAP_SIZE, value: 1G}]', 'MAX_HEAP_SIZE in env of container "app"'],
  ['env: [{name: NEO4J_server_memory_heap_max__size, value: 1G}]', 'server_memory_heap in env of container "app"'],
  ['env: [{name: SPARK_WORKER_MEMORY, value: 1G}]', 'SPARK_WORKER_MEMORY in env of container "app"'],
  ['env: [{name: GOMEMLIMIT, value: 1GiB}]', 'GOMEMLIMIT in env of container "app"'],
  ['env: [{name: DOTNET_GCHeapHardLimit, value: "0x10"}]', 'DOTNET_GCHeapHardLimit in env of container "app"'],
  ['args: [--max-old-space-size=4096]', '--max-old-space-size in args of container "app"'],
  ['env: [{name: PHP_MEMORY_LIMIT, value: 512M}]', 'PHP_MEMORY_LIMIT in env of container "app"'],
  ['args: [--innodb_buffer_pool_size=1G]', 'innodb_buffer_pool_size in args of container "app"'],
  ['args: [--maxmemory, 1gb]', 'maxmemory in args of container "app"'],
  ['args: [--memory-limit=1024]', '--memory-limit in args of container "app"'],
  ['envFrom: [{configMapRef: {name: c}}]', 'shared_buffers in my.cnf of ConfigMap "c"'],
]

test('settings by which a program sizes its memory are found wherever it reads them', (t) => {
  for (const [container, evidence] of SIZED) t.is(settings(container)[0], evidence)
})

test('options and variables with an amount of memory are found by their names', (t) => {
  for (const fields of [
    'args: [-m, "4096", -c, "2048"]',
    'args: [-m4096]',
    'command: [memcached, -m, 4g]',
    'command: [sh, -c, "exec memcached -m 4096"]',
    'args: [-memory.allowedBytes=4GB]',
    'args: [--max-memory, 4g]',
    'args: [--cache.size=2Gi]',
    'args: [--innodb-buffer-pool-size=2G]',
    'command: [varnishd, -s, "malloc,2G"]',
    'env: [{name: MEMORY, value: 4G}]',
    'env: [{name: MAX_MEMORY, value: 6G}]',
    'env: [{name: REDIS_MAXMEMORY, value: 2gb}]',
    'env: [{name: JAVA_XMX, value: 2g}]',
  ])
    t.is(settings(fields).length, 1, fields)
  t.deepEqual(settings('args: [-m, "4096"]'), ['-m in container "app"'])
})

test('other numbers are no amount of memory', (t) => {
  for (const fields of [
    'args: [-m, "2"]',
    'command: [curl, -m, "300", x]',
    'command: [python, -m, http.server, "8080"]',
    'args: [--memberlist-port=7946, --memory-backend=x, --memcached=host, --max-mem=0]',
    'args: [--cache-size=1000]',
    'env: [{name: CACHE_SIZE, value: "1000"}, {name: MEMORY, value: "on"}, {name: MEMBERS, value: "3"}]',
  ])
    t.deepEqual(settings(fields), [], fields)
})

test('options of a runtime that sizes its heap by the limit are distinguished from sizes', (t) => {
  for (const name of ['JAVA_OPTS', 'JAVA_TOOL_OPTIONS', 'ES_JAVA_OPTS', 'JVM_OPTS', 'CATALINA_OPTS', 'NODE_OPTIONS']) {
    const { settings: sizes, runtime } = find(`env: [{name: ${name}, value: -Dx=y}]`)
    t.deepEqual([sizes, runtime.map(({ text }) => text)], [[], [`${name} in env of container "app"`]])
  }
})

test('the launcher of the JVM is such a runtime, and a path with its name is none', (t) => {
  const runtime = (container: string) => find(container).runtime.map(({ text }) => text)
  t.deepEqual(runtime('command: [java, -jar, /app.jar]'), ['"java" in command of container "app"'])
  t.deepEqual(runtime('command: [sh, -c, "exec /usr/bin/java -jar /app.jar"]').length, 1)
  t.deepEqual(runtime('args: [--lang=java, /opt/java/run, javac]'), [])
})

test('a volume in memory counts if it is mounted', (t) => {
  const memory = 'volumes: [{name: shm, emptyDir: {medium: Memory}}],'
  t.deepEqual(settings('volumeMounts: [{name: shm, mountPath: /dev/shm}]', memory), ['medium: Memory in volume "shm"'])
  t.deepEqual(settings('', memory), [])
})

test('text that mentions memory without a size is not a setting', (t) => {
  t.deepEqual(find('args: [--memory, memory_limiter, heapster, --java], env: [{name: OPTIONS, value: JAVA}]'), {
    settings: [],
    runtime: [],
  })
})
