import test from 'ava'
import { findWrittenHostPath } from './host-path-read-only.ts'

test('the purpose of paths that node agents write to is known', (t) => {
  for (const [path, words] of [
    ['/opt/cni/bin', /CNI plugins/],
    ['/etc/cni/net.d', /CNI plugins/],
    ['/sys/fs/bpf', /BPF programs/],
    ['/run/xtables.lock', /iptables/],
    ['/var/lib/kubelet/plugins/x', /storage and device/],
    ['/var/lib/kubelet/pods', /kubelet/],
    ['/var/log', /positions/],
    ['/run/promtail', /positions/],
    ['/dev', /devices/],
  ] as const)
    t.regex(findWrittenHostPath(path) ?? '', words, path)
})

test('other paths have no known purpose', (t) => {
  for (const path of ['/', '/data', '/var/lib', '/devices', '/etc/cnix'])
    t.is(findWrittenHostPath(path), undefined, path)
})
