import test from 'ava'
import type { Container } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import { ranCommands } from './ran-commands.ts'
import { findWrittenPaths } from './written-paths.ts'

const written = (script: string, fields = '') => {
  const command = JSON.stringify(['sh', '-c', script])
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: i, command: ${command}, ${fields}}]}}`,
  )
  return findWrittenPaths(ranCommands(pod, pod.containers[0] as Container, contextWith()))
}

const summary = (script: string, fields = '') =>
  written(script, fields).map(({ path, folder, kind }) => `${kind} ${path}${path === folder ? '' : ` in ${folder}`}`)

test("each program's written paths are found, with their kind and directory", (t) => {
  const cases: [string, string[]][] = [
    ['echo x > /a/b 2>> /c/d', ['entry /a/b in /a', 'entry /c/d in /c']],
    ['touch /a/b', ['entry /a/b in /a']],
    ['mkdir -p /a/b /c', ['folder /a/b', 'folder /c']],
    ['mkdir -m 755 --parents /a', ['folder /a']],
    ['mkdir /a/b', ['entry /a/b in /a']],
    ['install -d /a', ['folder /a']],
    ['x | tee -a /a/b', ['entry /a/b in /a']],
    ['cp /s /a/b', ['entry /a/b in /a']],
    ['cp /s /a/', ['entry /a']],
    ['cp -r /s/. /a', ['entry /a']],
    ['cp -r "/s"/* /a', ['entry /a']],
    ['cp /s /t /a', ['entry /a']],
    ['cp -t /a /s', ['entry /a']],
    ['mv /s /a/b', ['entry /a/b in /a']],
    ['ln -sf /dev/stdout /a/b', ['entry /a/b in /a']],
    ["sed -i 's/a/b/' /a/b", ['present /a/b in /a']],
    ["sed --in-place=.bak -e 's/a/b/' /a/b", ['present /a/b in /a']],
    ["sed 's/a/b/' /a/b", []],
    ['chmod +x /a/b', ['present /a/b in /a']],
    ['chown -R app:app /a', ['present /a in /']],
    ['curl -so /a/b http://x', []],
    ['curl -o /a/b http://x', ['entry /a/b in /a']],
    ['wget --output-document=/a/b http://x', ['entry /a/b in /a']],
    ['tar -xzf /s.tgz -C /a', ['entry /a']],
    ['tar czf /dev/stdout -C /a .', []],
    ['unzip /s.zip -d /a', ['entry /a']],
    ['cat /a/b < /c', []],
    ['cp /s', []],
  ]
  for (const [script, found] of cases) t.deepEqual(summary(script), found, script)
})

test('relative paths count if the working directory is known', (t) => {
  t.deepEqual(summary('mkdir -p x; touch y; echo > z.txt; [ a > b ]', 'workingDir: /w'), [
    'folder /w/x',
    'entry /w/y in /w',
    'entry /w/z.txt in /w',
  ])
  t.deepEqual(summary('mkdir -p x; touch y; echo > z.txt'), [])
  t.deepEqual(summary('cd /d && touch y'), ['entry /d/y in /d'])
})

test('computed paths are neither known nor quoted', (t) => {
  t.deepEqual(summary('touch $X /a/$(date) > "$Y"'), [])
})

test('the evidence quotes the program and the path', (t) => {
  t.deepEqual(
    written('echo $SECRET > /a/b; sed -i s/x/y/ /c').map(({ evidence }) => evidence.text),
    ['> /a/b in container "app"', 'sed -i /c in container "app"'],
  )
})
