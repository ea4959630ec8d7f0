import test from 'ava'
import type { Container } from '../../model.ts'
import { podFrom } from '../../testing.ts'
import { findWords, PING, programNames } from './commands.ts'

const podWith = (fields: string) =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: i, ${fields}}]}}`)

const find = (fields: string, words: RegExp) => {
  const pod = podWith(fields)
  return findWords(pod, pod.containers[0] as Container, words).map((evidence) => [evidence.text, evidence.at?.pointer])
}

const SU = programNames('su', 'sudo', 'su-exec')

test('words are found in command, args, hooks and exec probes, each with the pointer to its item', (t) => {
  t.deepEqual(
    find(
      `command: [sh, -c, su -c id], args: [sudo], lifecycle: {preStop: {exec: {command: [/bin/su, x]}}},
       livenessProbe: {exec: {command: [sh, -c, 'su-exec x id; sudo id']}}`,
      SU,
    ),
    [
      ['"su" in command of container "app"', '/spec/containers/0/command/2'],
      ['"sudo" in args of container "app"', '/spec/containers/0/args/0'],
      ['"su" in preStop of container "app"', '/spec/containers/0/lifecycle/preStop/exec/command/0'],
      ['"su-exec", "sudo" in livenessProbe of container "app"', '/spec/containers/0/livenessProbe/exec/command/2'],
    ],
  )
})

test('names inside other words, flags, data paths and assignments do not match', (t) => {
  for (const item of ['resume', '--su', 'su=1', '/data/su', '/su/data', 'run-su', 'su.txt', 'a:su', 'user@su'])
    t.deepEqual(find(`args: ['${item}']`, SU), [], item)
  for (const item of ['su', '/bin/su', '/usr/sbin/su -', '(su)', 'x;su', '"$(su)"'])
    t.is(find(`args: ['${item}']`, SU).length, 1, item)
})

test("the value of a flag with a secret's name is not searched", (t) => {
  t.deepEqual(find('args: [--password=su, --api-token, su, DB_PASSWORD=su]', SU), [])
  t.deepEqual(find('args: [--db-pwd, su, --dbpass, su, --dbpass=su, DB_PWD=su, --passphrase, su]', SU), [])
  t.is(find('args: [--compass, su]', SU).length, 1)
  t.is(find('args: [--user, su]', SU).length, 1)
  t.is(find("args: ['PASSWORD=x su -c id']", SU).length, 1)
})

test('a pattern is matched against a program with its arguments, and the evidence points at the program', (t) => {
  const ping = /(?<=^|\n)ping(?= \S)/
  t.deepEqual(find('command: [ping, -c1, host]', ping), [
    ['"ping" in command of container "app"', '/spec/containers/0/command/0'],
  ])
  t.deepEqual(find('command: [redis-cli, ping]', ping), [])
  t.deepEqual(find('command: [mysqladmin, ping, -h, localhost]', ping), [])
})

test('long blanks, tabs and empty lines keep the evidence around them, and take no time', (t) => {
  const pattern = programNames('su', PING)
  for (const blank of [' ', '\\t', '\\n']) {
    const blanks = blank.repeat(100_000)
    for (const [before, after, words] of [
      ['a;', 'ping h', '"ping"'],
      ['then', '/bin/fping h', '"fping"'],
      ['', 'ping6 h', '"ping6"'],
      ['x', 'su', '"su"'],
    ])
      t.is(find(`args: ["${before}${blanks}${after}"]`, pattern)[0]?.[0], `${words} in args of container "app"`)
    t.deepEqual(find(`args: ["a ${blank === '\\n' ? '' : blanks}ping h"]`, pattern), [])
  }
})

test('malformed commands are no evidence and no error', (t) => {
  t.deepEqual(find('command: su, args: {a: su}, lifecycle: [], livenessProbe: {exec: null}', SU), [])
  t.deepEqual(find('command: [1, null, {a: su}]', SU), [])
})
