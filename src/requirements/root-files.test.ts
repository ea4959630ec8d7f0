import test from 'ava'
import type { Container } from '../model.ts'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import { findCron, findFilesOfRoot, findProbers, findRootFiles } from './root-files.ts'

const ask = (find: typeof findRootFiles, fields: string, spec = '') => {
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, image: i, ${fields}}]}}`,
  )
  return find(pod, pod.containers[0] as Container, contextWith()).map(({ text }) => text)
}

const script = (text: string) => `command: [sh, -c, ${JSON.stringify(text)}]`

test('mounts, variables and arguments in the home of root are signs of root', (t) => {
  for (const [fields, text] of [
    ['volumeMounts: [{name: v, mountPath: /root/.ollama}]', 'mount at /root/.ollama, in the home of root'],
    ['env: [{name: HOME, value: /root}]', '/root in env HOME of container "app"'],
    [
      'env: [{name: HF_HOME, value: /root/.cache/huggingface}]',
      '/root/.cache/huggingface in env HF_HOME of container "app"',
    ],
    ['args: ["--config=/root/.app/config.yml"]', '/root/.app/config.yml in args of container "app"'],
    [script('cp /keys/id /root/.ssh/'), '/root/.ssh/ in command of container "app"'],
    ['env: [{name: TOKEN_FILE, value: /root/token}]', 'env TOKEN_FILE of container "app"'],
  ] as const)
    t.deepEqual(ask(findRootFiles, fields), [text], fields)
  for (const fields of [
    'volumeMounts: [{name: v, mountPath: /rootfs}]',
    'args: ["--path.rootfs=/host/root", "--url=http://x/root/y", "/rootfs", "./root"]',
  ])
    t.deepEqual(ask(findRootFiles, fields), [], fields)
})

test('options and variables that allow root are signs of root', (t) => {
  for (const fields of [
    'command: [jupyter, lab, --allow-root]',
    'args: [mpirun, --allow-run-as-root, app]',
    script('wp --allow-root plugin list'),
    'env: [{name: COMPOSER_ALLOW_SUPERUSER, value: "1"}]',
    'env: [{name: OMPI_ALLOW_RUN_AS_ROOT, value: "1"}]',
    'env: [{name: RUNNER_ALLOW_RUNASROOT, value: "1"}]',
    'env: [{name: GRANT_SUDO, value: "yes"}]',
  ])
    t.is(ask(findRootFiles, fields).length, 1, fields)
  for (const fields of [
    'args: [--allow-root=false, --allow-rooted, --root=/x]',
    'env: [{name: COMPOSER_ALLOW_SUPERUSER, value: "0"}]',
  ])
    t.deepEqual(ask(findRootFiles, fields), [], fields)
})

test('cron and programs for root are found where they run', (t) => {
  for (const fields of [
    'command: [cron, -f]',
    'args: [crond, -f, -l, "8"]',
    script('printenv > /etc/environment && cron && tail -f /dev/null'),
    script('crontab /config/jobs && crond -f'),
  ])
    t.true(ask(findCron, fields).length > 0, fields)
  for (const fields of ['args: [cron]', 'command: [app, cron]', 'command: [supercronic, /etc/crontab]'])
    t.deepEqual(ask(findCron, fields), [], fields)
  t.deepEqual(ask(findRootFiles, script('update-ca-certificates && exec app')), [
    '"update-ca-certificates" in container "app"',
  ])
})

test('commands that write to directories of the system are signs of root, on a volume not', (t) => {
  const write = (text: string, fields = '') => ask(findFilesOfRoot, `${script(text)}, ${fields}`)
  for (const text of [
    'cp /c/ca.crt /usr/local/share/ca-certificates/',
    'echo x > /etc/app.conf',
    'mkdir -p /opt/app/plugins',
    'mkdir /data',
  ]) {
    t.is(write(text).length, 1, text)
    const mount = `volumeMounts: [${['/usr/local/share', '/etc', '/opt/app', '/data'].map((path, i) => `{name: v${i}, mountPath: ${path}}`).join()}]`
    t.deepEqual(write(text, mount), [], text)
  }
  t.deepEqual(write('echo x > /tmp/x; touch /app/y; mkdir -p /var/run/app; echo 1 x >> /etc/hosts'), [])
})

test('files that only root can read are signs of root, unless the pod has an fsGroup', (t) => {
  const volume = (source: string, more = '') =>
    ask(findFilesOfRoot, 'volumeMounts: [{name: v, mountPath: /v}]', `${more} volumes: [{name: v, ${source}}],`)
  t.deepEqual(volume('secret: {secretName: s, defaultMode: 256}'), ['mode 0400 of secret volume "v" without fsGroup'])
  for (const source of [
    'secret: {secretName: s, items: [{key: k, path: p, mode: 384}]}',
    'configMap: {name: c, defaultMode: 288}',
    'projected: {defaultMode: 256, sources: [{secret: {name: s}}]}',
    'projected: {sources: [{secret: {name: s, items: [{key: k, path: p, mode: 256}]}}]}',
  ]) {
    t.is(volume(source).length, 1, source)
    t.deepEqual(volume(source, 'securityContext: {fsGroup: 1000},'), [], source)
  }
  for (const source of ['secret: {secretName: s}', 'secret: {secretName: s, defaultMode: 292}', 'emptyDir: {}'])
    t.deepEqual(volume(source), [], source)
})

test('servers and supervisors that step down are signs of root', (t) => {
  for (const fields of ['command: [nginx, -g, "daemon off;"]', 'command: [/init]', 'command: [php-fpm8.3, -F]'])
    t.is(ask(findFilesOfRoot, fields).length, 1, fields)
  t.deepEqual(ask(findFilesOfRoot, 'command: [app, nginx], args: [/init]'), [])
})

test('probes with raw sockets in a mounted ConfigMap are signs of root, unless a sysctl allows them', (t) => {
  const probers = (text: string, spec = '') => {
    const map = JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
      data: { 'b.yml': text },
    })
    const pod = podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} volumes: [{name: v, configMap: {name: c}}], containers: [{name: app, image: i, volumeMounts: [{name: v, mountPath: /c}]}]}}`,
    )
    return findProbers(pod, pod.containers[0] as Container, contextWith({ configMaps: [objectFrom(map)] })).length
  }
  t.is(probers('modules: {ping: {prober: icmp}}'), 1)
  t.is(probers('ping:\n  prober: "icmp"'), 1)
  t.is(probers('prober: http\nparams: {module: [icmp]}'), 0)
  t.is(probers('prober: icmp', 'securityContext: {sysctls: [{name: net.ipv4.ping_group_range, value: "0 65535"}]},'), 0)
})
