import test from 'ava'
import type { Container } from '../../model.ts'
import { contextWith, objectFrom, podFrom } from '../../testing.ts'
import { ranCommands } from './ran-commands.ts'
import type { RanCommand } from './run.ts'

const run = (fields: string, configMaps: string[] = [], volumes = ''): RanCommand[] => {
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${volumes} containers: [{name: app, image: i, ${fields}}]}}`,
  )
  const context = contextWith({ configMaps: configMaps.map((text, i) => objectFrom(text, i + 1)) })
  return ranCommands(pod, pod.containers[0] as Container, context)
}

const lines = (...given: Parameters<typeof run>) =>
  run(...given).map(({ program, args, outputs }) => [program, ...args, ...outputs.map((path) => `>${path}`)].join(' '))

test("a list of words is one program, and a shell's script is parsed", (t) => {
  t.deepEqual(lines('command: [/bin/touch, /a b]').at(0), 'touch /a b')
  t.deepEqual(lines('command: [/bin/sh, -ec], args: ["a; b > /c"]'), ['a', 'b >/c'])
  t.deepEqual(lines('command: [bash, -o, pipefail, -c, "a"]'), ['a'])
  t.is(lines('command: [busybox, sh, -c, "a"]')[0], 'a')
  t.deepEqual(lines('command: [sh, -c, "bash -c \'a > /b\'"]'), ['a >/b', 'bash -c a > /b'])
})

test('arguments without a command belong to the entrypoint, and one that looks like a script is parsed', (t) => {
  t.deepEqual(lines('args: [--data-dir=/x, run]'), [' --data-dir=/x run'])
  t.deepEqual(lines('args: ["-ec", "touch /x"]'), [' -ec touch /x', 'touch /x'])
})

test('hooks and probes are separate commands, each with its pointer', (t) => {
  const found = run(
    'lifecycle: {postStart: {exec: {command: [touch, /a]}}}, livenessProbe: {exec: {command: [sh, -c, "b"]}}',
  )
  t.deepEqual(
    found.map(({ program, at }) => [program, at.pointer]),
    [
      ['touch', '/spec/containers/0/lifecycle/postStart/exec/command/0'],
      ['b', '/spec/containers/0/livenessProbe/exec/command/2'],
    ],
  )
})

test('variables of the manifest and the script are expanded, and others are kept', (t) => {
  const env = 'env: [{name: DIR, value: /d}, {name: REF, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]'
  t.deepEqual(lines(`${env}, command: [mkdir, $(DIR)/x]`), ['mkdir /d/x'])
  const script = 'OUT=/o; export A=/a B=/b; mkdir $DIR $' + '{OUT}/x $A $B $REF $' + '{C:-/c}'
  t.is(lines(`${env}, command: [sh, -c, "${script}"]`).at(-1), 'mkdir /d /o/x /a /b $REF /c')
})

test('the working directory is that of the manifest until a script changes it', (t) => {
  const directories = (fields: string) => run(fields).map(({ directory }) => directory)
  t.deepEqual(directories('workingDir: /w, command: [sh, -c, "a; cd x; b; cd /y; c; cd $Z; d"]'), [
    '/w',
    '/w/x',
    '/w/x',
    '/y',
    '/y',
    undefined,
    undefined,
  ])
  t.deepEqual(directories('command: [a]'), [undefined])
})

const MOUNTED = 'volumes: [{name: s, configMap: {name: scripts}}],'
const SCRIPTS = `{apiVersion: v1, kind: ConfigMap, metadata: {name: scripts}, data: {start.sh: "touch /a\\n. /s/lib.sh", lib.sh: "touch /b", other.sh: "touch /c", run: "#!/bin/bash\\ntouch /d", conf: "touch /e"}}`

test('scripts of ConfigMaps run if a command or a script that runs names them', (t) => {
  const mount = 'volumeMounts: [{name: s, mountPath: /s}]'
  t.deepEqual(
    run(`command: [/s/start.sh], ${mount}`, [SCRIPTS], MOUNTED).map(({ program, where }) => [program, where]),
    [
      ['start.sh', 'container "app"'],
      ['touch', 'start.sh of ConfigMap "scripts"'],
      ['.', 'start.sh of ConfigMap "scripts"'],
      ['touch', 'lib.sh of ConfigMap "scripts"'],
    ],
  )
  t.deepEqual(lines(`command: [/s/run], ${mount}`, [SCRIPTS], MOUNTED), ['run', 'touch /d'])
  t.deepEqual(lines(`${mount}`, [SCRIPTS], MOUNTED), [])
})

test('scripts in an entrypoint directory run without being named', (t) => {
  const mount = 'volumeMounts: [{name: s, mountPath: /docker-entrypoint-initdb.d}]'
  t.is(lines(mount, [SCRIPTS], MOUNTED).filter((line) => line.startsWith('touch')).length, 4)
})

test('scripts in scripts end, although a variable can contain itself', (t) => {
  t.deepEqual(lines('command: [sh, -c, \'sh -c "sh -c mkdir"\']'), ['mkdir', 'sh -c mkdir', 'sh -c sh -c mkdir'])
  const own = run(`command: [sh, -c, 'A="sh -c \\$A"; sh -c "$A"']`)
  t.true(own.length < 100)
  const doubled = run(`command: [sh, -c, 'A=aa; ${'A=$A$A; '.repeat(100)} touch /a']`)
  t.deepEqual(doubled.at(-1)?.args, ['/a'])
  const nested = run(`command: [sh, -c, '${'sh -c $('.repeat(100)}']`)
  t.true(nested.length < 1_000_000)
})

test('malformed fields are not commands', (t) => {
  t.deepEqual(lines('command: a, args: {a: b}, env: [1, {name: 2}], workingDir: [x]'), [])
  t.deepEqual(lines('command: [1, null]'), [])
})

test('arguments of an image that is named after its program are those of the program', (t) => {
  const first = (fields: string) => {
    const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, ${fields}}]}}`)
    const { program, args, pointers } = ranCommands(pod, pod.containers[0] as Container, contextWith())[0] ?? {}
    return [program, args, pointers]
  }
  const pointers = ['/spec/containers/0/args/0', '/spec/containers/0/args/1']
  t.deepEqual(first('image: "docker.io/alpine/git:2", args: [clone, x]'), ['git', ['clone', 'x'], pointers])
  t.deepEqual(first('image: curlimages/curl, args: [-O, x]'), ['curl', ['-O', 'x'], pointers])
  t.is(first('image: alpine/git, args: [git, clone]')[0], 'git')
  t.is(first('image: alpine/git, command: [sh], args: [x.sh]')[0], 'sh')
  t.is(first('image: registry.example/app, args: [clone, x]')[0], 'clone')
})
