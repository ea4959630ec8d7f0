import test from 'ava'
import type { Container, ImageFacts } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import { findPrivilegedUses } from './privileged-uses.ts'

const uses = (fields: string, spec = '', images: ImageFacts[] = []): string[] => {
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, image: i.example/a, ${fields}}]}}`,
  )
  return findPrivilegedUses(pod, pod.containers[0] as Container, contextWith({}, images)).map(({ text }) => text)
}

test('programs that change the node are found, not those that only print', (t) => {
  for (const [fields, word] of [
    ['command: [sysctl, -w, vm.max_map_count=262144]', 'sysctl'],
    ['command: [sh, -c, "mount -t bpf bpf /sys/fs/bpf"]', 'mount'],
    ['command: [sh, -c, "umount /mnt || true"]', 'umount'],
    ['args: [nsenter, --target, "1"]', 'nsenter'],
    ['command: [/sbin/modprobe, wireguard]', 'modprobe'],
  ] as const)
    t.true(uses(fields)[0]?.startsWith(`"${word}" in `), fields)
  for (const fields of [
    'command: [sh, -c, "mount | grep bpf"]',
    'command: [sysctl, -n, kernel.ostype]',
    'args: [mount]',
  ])
    t.deepEqual(uses(fields), [], fields)
})

test("bidirectional mounts and the node's devices need a privileged container", (t) => {
  const host = (path: string) => `volumes: [{name: v, hostPath: {path: ${path}}}],`
  const mount = (more = '') => `volumeMounts: [{name: v, mountPath: /v, ${more}}]`
  t.deepEqual(uses(mount('mountPropagation: Bidirectional'), host('/run')), ['mountPropagation: Bidirectional'])
  t.deepEqual(uses(mount('mountPropagation: HostToContainer'), host('/run')), [])
  t.deepEqual(uses(mount('readOnly: true'), host('/dev/')), ['mount of hostPath /dev'])
  t.deepEqual(uses(mount(), host('/dev/disk')), [])
  t.deepEqual(uses('env: []', host('/dev')), [])
})

test('an image that its maintainers run privileged is found', (t) => {
  const facts = (more: Partial<ImageFacts>): ImageFacts[] => [{ image: 'i.example/a', status: 'observed', ...more }]
  t.deepEqual(uses('env: []', '', facts({ privileged: true })), ['i.example/a is run privileged by its maintainers'])
  t.deepEqual(uses('env: []', '', facts({ user: 7 })), [])
})
