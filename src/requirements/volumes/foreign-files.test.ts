import test from 'ava'
import { contextWith, podFrom } from '../../testing.ts'
import { findForeignFiles, findUnreadableFiles } from './owned-files.ts'

const ask = (
  init: string,
  mount = '',
  users: Record<string, number> = { app: 7 },
  find: typeof findUnreadableFiles = findForeignFiles,
): string[] => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, spec: {volumes: [{name: v, emptyDir: {}}],
    initContainers: [{name: init, ${init}}],
    containers: [{name: app, volumeMounts: [{name: v, mountPath: /v${mount}}]}]}}`)
  const app = pod.containers.find(({ name }) => name === 'app')
  return app === undefined ? [] : find(pod, app, contextWith(), ({ name }) => users[name]).map(({ text }) => text)
}

const MOUNT = 'volumeMounts: [{name: v, mountPath: /work}]'
const COPY = `command: [cp, -r, /seed, /work], ${MOUNT}`

test('files that an init container of another user prepares are foreign', (t) => {
  t.deepEqual(ask(COPY), ['"cp" in command of container "init"'])
  t.deepEqual(ask(COPY, '', { app: 7, init: 8 }), ['"cp" in command of container "init"'])
})

test('files are not foreign with the same user, without a shared or written volume, or after chown', (t) => {
  t.deepEqual(ask(COPY, '', { app: 7, init: 7 }), [])
  t.deepEqual(ask(COPY, ', readOnly: true'), [])
  t.deepEqual(ask('command: [cp, -r, /seed, /work]'), [])
  t.deepEqual(ask(`command: [sh, -c, "sleep 1"], ${MOUNT}`), [])
  t.deepEqual(ask(`command: [sh, -c, "cp -r /seed /work; chown -R 7 /work"], ${MOUNT}`), [])
  t.deepEqual(ask(`restartPolicy: Always, ${COPY}`), [])
})

test('a mode that only gives access to the owner does not hand files over', (t) => {
  const after = (mode: string): number =>
    ask(`command: [sh, -c, "cp -r /seed /work; chmod ${mode} /work/seed"], ${MOUNT}`).length
  for (const mode of ['600', '0700', '-R 400', 'u+x', 'go-rwx', 'u=rwx,go-rwx']) t.is(after(mode), 1, mode)
  for (const mode of ['777', '0664', '660', '+x', 'a+rw', 'g+rwX', 'u=rwx,o=r', '--reference=/a', '$MODE'])
    t.is(after(mode), 0, mode)
})

test('files that a container only reads are not foreign, unless their mode may be for their owner alone', (t) => {
  const count = (command: string, writes: string[] | undefined): number => {
    const pod = podFrom(`{apiVersion: v1, kind: Pod, spec: {volumes: [{name: v, emptyDir: {}}],
      initContainers: [{name: init, command: ${command}, ${MOUNT}}],
      containers: [{name: app, volumeMounts: [{name: v, mountPath: /pages}]}]}}`)
    const [app] = pod.containers.filter(({ name }) => name === 'app')
    const userOf = ({ name }: { name: string }): number => (name === 'app' ? 7 : 8)
    return app === undefined ? -1 : findForeignFiles(pod, app, contextWith(), userOf, writes).length
  }
  const download = '[wget, -O, /work/index.html, "http://source"]'
  t.is(count(download, ['/var/cache', '/tmp']), 0)
  t.is(count(download, ['/var/cache', '/pages/cache']), 1)
  t.is(count(download, ['/']), 1)
  t.is(count(download, undefined), 1, 'where it writes is unknown')
  t.is(count('[cp, -r, /seed, /work]', ['/var/cache', '/tmp']), 1, 'cp keeps the modes of the files')
})

test('a container of another user cannot read files that an init container makes for its user alone', (t) => {
  const found = (script: string, mount = '', users = { app: 7, init: 8 }) =>
    ask(`command: [sh, -c, "${script}"], ${MOUNT}`, mount, users, findUnreadableFiles)
  const key = 'openssl req -x509 -nodes -newkey rsa:2048 -keyout /work/tls.key -out /work/tls.crt'
  t.deepEqual(found(key), ['"openssl" in container "init"'])
  t.deepEqual(found(key, ', readOnly: true'), ['"openssl" in container "init"'])
  t.deepEqual(found('ssh-keygen -f /work/key'), ['"ssh-keygen" in container "init"'])
  t.deepEqual(found('umask 077; date > /work/page'), ['"umask" in container "init"'])
  t.deepEqual(found('wget -P /work http://web; chmod 0600 /work/page'), ['"chmod" in container "init"'])
  t.deepEqual(found('mkdir -m 700 /work/pages'), ['"mkdir" in container "init"'])
  t.deepEqual(found(key, '', { app: 7, init: 7 }), [])
  for (const script of [
    `${key}; chmod 644 /work/tls.key`,
    'openssl rand -hex 8 > /work/id',
    'umask 022; date > /work/page',
  ])
    t.deepEqual(found(script), [], script)
})
