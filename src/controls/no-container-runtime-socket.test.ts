import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-container-runtime-socket.ts'

const assess = (path: string, mount = 'mountPath: /m', spec = '') =>
  control.assess(
    podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} volumes: [{name: v, hostPath: {path: '${path}'}}], containers: [{name: app, volumeMounts: [{name: v, ${mount}}]}]}}`,
    ),
    contextWith(),
  )[0]

const REACHING = [
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/var/run/crio/crio.sock',
  '/run/cri-dockerd.sock',
  '/run/podman/podman.sock',
  '/run/k3s/containerd/containerd.sock',
  '/var/snap/microk8s/common/run/containerd.sock',
  '/run/user/1000/podman/podman.sock',
  '/run/user/1000/docker.sock',
  '/run',
  '/var/run/',
  '/run/containerd',
  '/run/docker',
  '/',
]

for (const path of REACHING)
  test(`${path} leads to a runtime socket and is never changed`, (t) => {
    const assessment = assess(path)
    t.like(assessment, { state: 'decided', path: '/spec/volumes/0/hostPath', objection: { cause: 'deviation' } })
    t.is(assessment?.operations, undefined)
  })

for (const path of ['/var/lib/docker/containers', '/run/systemd', '/var/log', '/run/dockerfiles', '/var/run/dbus'])
  test(`${path} leads to no runtime socket`, (t) => {
    t.is(assess(path)?.state, 'compliant')
  })

test('a Docker pipe on Windows is held too', (t) => {
  t.is(assess('\\\\.\\pipe\\docker_engine', 'mountPath: /m', 'os: {name: windows},')?.state, 'decided')
})

test('the hint explains that a read-only mount does not help, and the evidence names the mount', (t) => {
  const assessment = assess('/var/run/docker.sock', 'mountPath: /var/run/docker.sock, readOnly: true')
  t.regex(assessment?.objection?.hint ?? '', /readOnly: true does not prevent/)
  t.deepEqual(
    assessment?.evidence?.map(({ text }) => text),
    ['hostPath.path: /var/run/docker.sock', 'container "app" mounts it at /var/run/docker.sock, read-only'],
  )
})
