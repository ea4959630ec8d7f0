import test from 'ava'
import type { Container, ImageFacts } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'

const IMAGE = 'registry.example/tools'
const BASE: ImageFacts = { image: IMAGE, status: 'verified', base: true, anyUser: true }

const moved = (fields: string, { facts = BASE, spec = 'restartPolicy: Never,' } = {}): string[] => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p},
    spec: {${spec} containers: [{name: a, image: '${IMAGE}:1', ${fields}}]}}`)
  const context = contextWith({}, [facts])
  return context.requirementsOf(pod, pod.containers[0] as Container).movableWrites.map(({ text }) => text)
}

test('commands that only download, and leave a file in the working directory, can do so in /tmp', (t) => {
  t.deepEqual(moved('command: [wget], args: ["web:80"]'), ['wget to the working directory in container "a"'])
  t.deepEqual(moved('command: [sh, -c, "sleep 5; wget -q -T 3 http://web/page || exit 1"]'), [
    'wget to the working directory in container "a"',
  ])
  t.deepEqual(moved('command: [curl, -fsSLO, "http://web/page"]'), ['curl to the working directory in container "a"'])
  t.deepEqual(moved('command: [sh, -c, "wget -O page.html http://web"]'), ['wget page.html in container "a"'])
})

test('commands stay where they are that read files, write nothing or elsewhere, or are not known in full', (t) => {
  for (const command of [
    '[sh, -c, "wget http://web/page && cat page"]',
    '[sh, -c, "wget -i addresses"]',
    '[curl, -O, -T, page, "http://web"]',
    '[curl, -O, -H, "@headers", "http://web"]',
    '[sh, -c, "cd work; wget http://web/page"]',
    '[sh, -c, "wget http://web/page; server"]',
    '[wget, -O, /dev/null, "http://web"]',
    '[wget, -O, ../page, "http://web"]',
    '[wget, -O, log/page, "http://web"]',
    '[sh, -c, "curl -o ~/page http://web"]',
    '[sh, -c, "wget http://web/page > log/output.txt"]',
  ])
    t.deepEqual(moved(`command: ${command}`), [], command)
})

test('a working directory of the manifest, of another image than a base image, and a mounted /tmp are left alone', (t) => {
  const wget = 'command: [wget, "http://web"]'
  t.deepEqual(moved(`${wget}, workingDir: /work`), [])
  t.deepEqual(moved(wget, { facts: { image: IMAGE, status: 'verified', anyUser: true } }), [])
  for (const source of ['configMap: {name: c}', 'persistentVolumeClaim: {claimName: c}', 'emptyDir: {}'])
    t.deepEqual(
      moved(`${wget}, volumeMounts: [{name: t, mountPath: /tmp}]`, {
        spec: `restartPolicy: Never, volumes: [{name: t, ${source}}],`,
      }),
      [],
    )
})

test('wget names a file by the URL only where no file of an earlier run can be in its way', (t) => {
  t.deepEqual(moved('restartPolicy: Always, command: [wget, "http://web/page"]'), [])
  for (const spec of ['', 'restartPolicy: OnFailure,']) {
    t.deepEqual(moved('command: [wget, "http://web/page"]', { spec }), [])
    t.deepEqual(moved('command: [wget, -O, page, "http://web/page"]', { spec }), ['wget page in container "a"'])
    t.deepEqual(moved('command: [curl, -O, "http://web/page"]', { spec }), [
      'curl to the working directory in container "a"',
    ])
  }
})
