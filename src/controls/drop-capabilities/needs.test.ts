import test from 'ava'
import { IMAGE, namesOf, needsOf, securityContext } from './needs-testing.ts'

const ROOT_SET = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID']

test('root in an unknown image keeps what root usually needs, as an assumption', (t) => {
  for (const fields of [securityContext('runAsUser: 0'), securityContext('runAsNonRoot: false')]) {
    const needs = needsOf(fields)
    t.deepEqual([needs.confidence, needs.objection, needs.names], ['assumed', undefined, ROOT_SET], fields)
  }
})

test('a container that only seems to be root by its commands, ports and mounts keeps the default capabilities', (t) => {
  for (const fields of [
    'args: [sh, -c, "chown -R app /data"]',
    'command: [gosu, app, run]',
    'ports: [{containerPort: 80}]',
    'env: [{name: PUID, value: "1000"}]',
    'volumeMounts: [{name: v, mountPath: /v}]',
  ]) {
    const { objection } = needsOf(fields, 'volumes: [{name: v, hostPath: {path: /data}}],')
    t.regex(objection?.reason ?? '', /nothing in the manifest shows which$/, fields)
  }
})

test('chroot, sshd, mknod, setcap and the ports of ssh and mail add the capabilities that they need', (t) => {
  const root = securityContext('runAsUser: 0')
  for (const [fields, names] of [
    ['args: [sh, -c, "chroot /jail run"]', ['SYS_CHROOT']],
    ['command: [/usr/sbin/sshd, -D]', ['AUDIT_WRITE', 'SYS_CHROOT']],
    ['ports: [{containerPort: 22}]', ['AUDIT_WRITE', 'SYS_CHROOT']],
    ['command: [postfix, start-fg]', ['SYS_CHROOT']],
    ['ports: [{containerPort: 25}]', ['SYS_CHROOT']],
    ['args: [sh, -c, "mknod /tmp/n c 1 3"]', ['MKNOD']],
    ['args: [sh, -c, "setcap cap_chown=ep /a"]', ['SETFCAP']],
    ['args: [run]', []],
  ] as const)
    t.deepEqual(namesOf(`${fields}, ${root}`), [...ROOT_SET, ...names].sort(), fields)
})

test('an init container that gives files away stays root with the capabilities for that alone', (t) => {
  const init = (fields: string) => needsOf(fields, '', {}, 'containers: [{name: main}], initContainers')
  const chown = 'command: [sh, -c, "mkdir -p /data && chown -R 7:7 /data && chmod 700 /data"]'
  for (const user of ['', `, ${securityContext('runAsUser: 0')}`]) {
    const needs = init(chown + user)
    t.deepEqual([needs.confidence, needs.names], ['likely', ['CHOWN', 'DAC_OVERRIDE', 'FOWNER']])
  }
  t.is(init(`${chown}, restartPolicy: Always`).confidence, 'assumed')
  const beyond = init('command: [sh, -c, "apk add acl && chown -R 7:7 /data"]')
  t.deepEqual([beyond.confidence, beyond.names], ['assumed', ROOT_SET])
  t.deepEqual(init(`${chown}, ${securityContext('runAsUser: 7')}`).names, [])
})

test('an image that steps down from root keeps exactly the capabilities that the facts name', (t) => {
  const facts = { imageUser: 0, rootCapabilities: ['SETUID', 'CHOWN', 'SETGID'] }
  const known = needsOf('env: []', '', facts)
  t.deepEqual([known.confidence, known.names], ['proven', ['CHOWN', 'SETGID', 'SETUID']])
  t.is(known.evidence?.at(-1)?.text, `${IMAGE} as root needs SETUID, CHOWN, SETGID`)
  t.is(needsOf('env: []', '', { ...facts, status: 'unverified' }).confidence, 'likely')
  t.is(needsOf('command: [server]', '', facts).confidence, 'likely')
  t.deepEqual(namesOf('env: []', '', { rootCapabilities: [] }), [])
  t.deepEqual(namesOf('env: []', '', { imageUser: 0 }), ROOT_SET)
})

test('a shell that replaces the entrypoint may need everything that root needs', (t) => {
  const facts = { imageUser: 0, rootCapabilities: ['CHOWN', 'SETGID', 'SETUID'] }
  const shell = needsOf('command: [/bin/sh, -c, ./run]', '', facts)
  t.deepEqual([shell.confidence, shell.names], ['assumed', ROOT_SET])
})

test('root reads the files that the image keeps to the user that it steps down to, as rabbitmqctl in a probe does', (t) => {
  const facts = { imageUser: 0, rootCapabilities: ['CHOWN', 'SETGID', 'SETUID'], privateFiles: ['/data/.cookie'] }
  t.deepEqual(namesOf('env: []', '', facts), ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'])
  t.deepEqual(namesOf('env: []', '', { ...facts, rootCapabilities: [] }), [], 'they are its own')
})

test('an image that would silently stay root without SETUID and SETGID keeps them, unless a user is set', (t) => {
  const facts = { imageUser: 'root', user: 999, rootCapabilities: ['CHOWN', 'SETGID', 'SETUID'] }
  t.deepEqual(namesOf('env: []', '', facts), ['CHOWN', 'SETGID', 'SETUID'])
  const user = needsOf(securityContext('runAsUser: 999'), '', facts)
  t.deepEqual([user.confidence, user.names], ['proven', []])
})

test('root on a port below 1024 keeps NET_BIND_SERVICE: containerPort, facts, arguments, environment', (t) => {
  const facts = { imageUser: 0, rootCapabilities: [] }
  for (const fields of ['ports: [{containerPort: 80}]', 'args: [--port, "80"]', 'env: [{name: PORT, value: "80"}]'])
    t.deepEqual(namesOf(fields, '', facts), ['NET_BIND_SERVICE'], fields)
  t.deepEqual(namesOf('env: []', '', { ...facts, lowPorts: [443] }), ['NET_BIND_SERVICE'])
  t.deepEqual(namesOf('ports: [{containerPort: 8080}]', '', facts), [])
})

test('facts that the user of the image is a number or a name prove it, or make it likely', (t) => {
  for (const imageUser of [1001, 'app']) {
    t.is(needsOf('env: []', '', { imageUser }).confidence, 'proven')
    t.is(needsOf('env: []', '', { imageUser, status: 'unverified' }).confidence, 'likely')
    t.deepEqual(namesOf('ports: [{containerPort: 80}]', '', { imageUser }), [])
  }
  t.is(needsOf(securityContext('runAsUser: 7'), '', { imageUser: 0 }).confidence, 'proven')
})

test('programs with file capabilities keep them with any user, because they do not start without them', (t) => {
  for (const user of ['env: []', securityContext('runAsUser: 7'), securityContext('runAsUser: 0')]) {
    const facts = { fileCapabilities: ['NET_BIND_SERVICE'], imageUser: 7, rootCapabilities: [] }
    t.deepEqual(namesOf(user, '', facts), ['NET_BIND_SERVICE'], user)
  }
  t.deepEqual(namesOf('env: []', '', { imageUser: 7, capabilities: ['FOWNER'] }), ['FOWNER'])
})

test('capabilities that runtimes do not grant by default are never added: locked memory gets no IPC_LOCK', (t) => {
  const facts = {
    imageUser: 0,
    rootCapabilities: ['CHOWN'],
    fileCapabilities: ['IPC_LOCK'],
    capabilities: ['SYS_ADMIN'],
  }
  t.deepEqual(namesOf('env: []', '', facts), ['CHOWN'])
  const lock = 'env: [{name: bootstrap.memory_lock, value: "true"}]'
  t.deepEqual(namesOf(`${lock}, ${securityContext('runAsUser: 7')}`), [])
})

test('pings, probes of ICMP and captures of packets hold it, since Baseline refuses an added NET_RAW', (t) => {
  const root = securityContext('runAsUser: 0')
  for (const fields of ['args: [sh, -c, "ping -c1 db"]', 'args: [tcpdump]', 'args: [--module=icmp]']) {
    t.regex(needsOf(`${fields}, ${root}`).objection?.reason ?? '', /NET_RAW/, fields)
    t.is(
      needsOf(`${fields}, ${securityContext('runAsUser: 0, capabilities: {drop: [NET_RAW]}')}`).objection,
      undefined,
      fields,
    )
  }
  t.regex(needsOf('env: []', '', { fileCapabilities: ['NET_RAW'], imageUser: 7 }).objection?.reason ?? '', /NET_RAW/)
  t.is(needsOf('args: [redis-cli, ping]').objection, undefined)
})

test('the sysctl ping_group_range lets root and others ping without NET_RAW', (t) => {
  const sysctl = (value: string) =>
    `securityContext: {sysctls: [{name: net.ipv4.ping_group_range, value: "${value}"}]},`
  for (const user of ['0', '7']) {
    const ping = `args: [sh, -c, "ping -c1 db"], ${securityContext(`runAsUser: ${user}`)}`
    t.is(needsOf(ping, sysctl('0 2147483647')).objection, undefined)
    t.is(needsOf(ping, sysctl('1 0')).objection?.cause, 'evidence')
    t.is(needsOf(ping).objection?.cause, 'evidence')
  }
  t.is(needsOf('args: [tcpdump]', sysctl('0 2147483647')).objection?.cause, 'evidence')
})

test('builders of images are held: dind, kaniko, buildah', (t) => {
  for (const fields of ['image: "docker:27-dind"', 'image: gcr.io/kaniko-project/executor', 'args: [buildah, bud, .]'])
    for (const user of ['0', '7'])
      t.regex(
        needsOf(`${fields}, ${securityContext(`runAsUser: ${user}`)}`).objection?.reason ?? '',
        /builds images/,
        fields,
      )
  t.is(needsOf('image: registry.example/team/building').objection, undefined)
})

test('a node agent whose user is root or unknown is held, and the reason names its signs', (t) => {
  const agent = 'hostNetwork: true, volumes: [{name: p, hostPath: {path: /proc}}],'
  for (const fields of ['env: []', securityContext('runAsUser: 0')])
    t.regex(needsOf(fields, agent).objection?.reason ?? '', /^the pod is a node agent: hostNetwork, hostPath \/proc; /)
  t.is(needsOf(securityContext('runAsUser: 7'), agent).objection, undefined)
  t.is(needsOf('env: []', agent, { imageUser: 0, rootCapabilities: ['CHOWN'] }).objection, undefined)
})

test('known root that only reads files of the node drops ALL except what root usually needs', (t) => {
  const agent =
    'hostNetwork: false, priorityClassName: system-node-critical, volumes: [{name: p, hostPath: {path: /proc}}],'
  const mount = (more: string) =>
    `volumeMounts: [{name: p, mountPath: /host/proc, ${more}}], ${securityContext('runAsUser: 0')}`
  const reading = needsOf(mount('readOnly: true'), agent)
  t.deepEqual(
    [reading.objection, reading.confidence, reading.names.includes('DAC_OVERRIDE')],
    [undefined, 'assumed', true],
  )
  t.regex(needsOf(mount(''), agent).objection?.reason ?? '', /node agent/)
  const unknown = 'volumeMounts: [{name: p, mountPath: /host/proc, readOnly: true}]'
  t.regex(needsOf(unknown, agent).objection?.reason ?? '', /node agent/)
})
