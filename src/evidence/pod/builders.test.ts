import test from 'ava'
import type { Container } from '../../model.ts'
import { podFrom } from '../../testing.ts'
import { findBuilders, findRootlessBuilders } from './privileged-uses.ts'

const find = (fields: string) => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, ${fields}}]}}`)
  return findBuilders(pod, pod.containers[0] as Container).map(({ text, at }) => [text, at?.pointer])
}

test('builders are recognized by a word of the image or by a program', (t) => {
  for (const [image, word] of [
    ['docker:27-dind', 'dind'],
    ['gcr.io/kaniko-project/executor:v1', 'kaniko'],
    ['quay.io/buildah/stable', 'buildah'],
    ['moby/buildkit:rootless', 'buildkit'],
    ['registry.example:5000/ci/podman@sha256:aa', 'podman'],
  ])
    t.deepEqual(find(`image: "${image}"`), [[`"${word}" in the image name`, '/spec/containers/0/image']])
  for (const fields of [
    'command: [dockerd-entrypoint.sh]',
    'args: [sh, -c, "buildah bud ."]',
    'command: [/kaniko/bin/executor, --context=dir://src]',
  ])
    t.is(find(`image: i, ${fields}`).length, 1, fields)
})

test('names that only resemble a builder do not match', (t) => {
  for (const fields of ['image: team/builder', 'image: docker:27-cli', 'image: kaniko.example/app', 'args: [executor]'])
    t.deepEqual(find(fields), [], fields)
  t.deepEqual(find('env: []'), [])
})

test('rootless builders create a user namespace with a setuid program', (t) => {
  const rootless = (fields: string) => {
    const pod = podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, ${fields}}]}}`,
    )
    return findRootlessBuilders(pod, pod.containers[0] as Container).length
  }
  for (const fields of ['image: "moby/buildkit:rootless"', 'image: quay.io/buildah/stable', 'args: [podman, build, .]'])
    t.is(rootless(fields), 1, fields)
  for (const fields of ['image: gcr.io/kaniko-project/executor', 'image: "docker:27-dind"', 'command: [dockerd]'])
    t.is(rootless(fields), 0, fields)
})
