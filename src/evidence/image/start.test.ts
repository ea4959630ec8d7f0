import test from 'ava'
import type { Container, ImageFacts } from '../../model.ts'
import { podFrom } from '../../testing.ts'
import { listsAllWrites, startsOwnProgram } from './start.ts'

const podOf = (fields: string) =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, ${fields}}]}}`)

test('a container starts the program of its image by the entrypoint, or by a command that is called after the image', (t) => {
  const starts = (fields: string) => startsOwnProgram(podOf(fields).containers[0] as Container)
  t.true(starts('image: "quay.io/coreos/etcd:v3"'))
  t.true(starts('image: "quay.io/coreos/etcd:v3", command: [/usr/local/bin/etcd, --name=a]'))
  t.true(starts('image: "redis:7", command: [redis-server]'))
  t.false(starts('image: "quay.io/coreos/etcd:v3", command: [sh, -c, etcd]'))
})

test('a list of writes is complete if maintainers run the image so, or all of it has a source', (t) => {
  const complete = (facts: Partial<ImageFacts>): boolean => {
    const all: ImageFacts = { image: 'registry.example/a', status: 'verified', ...facts }
    return listsAllWrites({
      image: all.image,
      facts: all,
      proves: true,
      cite: (text) => ({ source: 'image-facts', text }),
    })
  }
  const unsourced = [{ path: '/tmp', unsourced: true as const }]
  t.true(complete({ readOnlyRoot: true }))
  t.true(complete({ writable: [] }))
  t.true(complete({ writable: unsourced, entrypoint: 'changes the owners of its files' }))
  t.true(complete({ writable: [{ path: '/data' }], stored: '2024' }))
  t.false(complete({ writable: unsourced }))
  t.false(complete({ writable: [], stored: '2024' }))
  t.false(complete({ writable: [], root: 'it supervises services' }))
  t.false(complete({ readOnlyRoot: false, writable: [] }))
  t.false(complete({ readOnlyRoot: true, base: true }), 'the command of a base image is the one of the manifest')
  t.false(complete({}))
})
