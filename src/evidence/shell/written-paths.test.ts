import test from 'ava'
import type { Container } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import { ranCommands } from './ran-commands.ts'
import { findUnplacedWrites, findWrittenPaths } from './written-paths.ts'

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
    ['mv /s /a/b', ['entry /a/b in /a', 'present /s in /']],
    ['mv -t /a /s/b', ['entry /a', 'present /s/b in /s']],
    ['ln -sf /dev/stdout /a/b', ['entry /a/b in /a']],
    ["sed -i 's/a/b/' /a/b", ['present /a/b in /a']],
    ["sed --in-place=.bak -e 's/a/b/' /a/b", ['present /a/b in /a']],
    ["sed 's/a/b/' /a/b", []],
    ['chmod +x /a/b', ['present /a/b in /a']],
    ['chown -R app:app /a', ['present /a in /']],
    ['curl -so /a/b http://x', ['entry /a/b in /a']],
    ['curl -sSLO http://x --output-dir /a', ['entry /a']],
    ['curl -sSL http://x -o-', []],
    [
      'curl -s -c /a/jar -D/b/head http://x; curl --trace /c/log http://x',
      ['entry /a/jar in /a', 'entry /b/head in /b', 'entry /c/log in /c'],
    ],
    ['curl -sD - http://x', []],
    ['wget -o /a/log -O /b/page http://x', ['entry /b/page in /b', 'entry /a/log in /a']],
    ['wget -q --spider -a /a/log http://x', ['entry /a/log in /a']],
    ['sort -uo /a/b /s', ['entry /a/b in /a']],
    ['uniq -f 1 /s /a/b; uniq -c /s', ['entry /a/b in /a']],
    ['wget -qO/a/b http://x', ['entry /a/b in /a']],
    ['wget -qO- http://x; wget --spider http://x; wget -O - http://x', []],
    ['wget -q -P /a http://x', ['entry /a']],
    ['tar xzfC /s.tgz /a; tar -C/b -x', ['entry /a', 'entry /b']],
    ['tar -czf /a/b.tgz /s; tar cf - /s; tar tf /s.tar', ['entry /a/b.tgz in /a']],
    ['unzip -o /s.zip; unzip -p /s.zip x', []],
    ['git clone --depth 1 https://x/y.git /a/b; git -C /c pull', ['entry /a/b in /a', 'entry /c']],
    ['sqlite3 /a/b.db "select 1"; sqlite3 :memory:', ['entry /a/b.db in /a']],
    ['update-ca-certificates', ['entry /etc/ssl/certs']],
    ['curl -o /a/b http://x', ['entry /a/b in /a']],
    ['wget --output-document=/a/b http://x', ['entry /a/b in /a']],
    ['tar -xzf /s.tgz -C /a', ['entry /a']],
    ['tar czf /dev/stdout -C /a .', ['entry /dev/stdout in /dev']],
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

test('writes to the working directory or the home of the image are found, unless the manifest sets the directory', (t) => {
  const unplaced = (script: string, fields = '') => {
    const command = JSON.stringify(['sh', '-c', script])
    const pod = podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: i, command: ${command}, ${fields}}]}}`,
    )
    return findUnplacedWrites(ranCommands(pod, pod.containers[0] as Container, contextWith())).map(
      ({ evidence: { text } }) => text,
    )
  }
  const here = (...programs: string[]) =>
    programs.map((program) => `${program} to the working directory in container "app"`)
  for (const [script, program] of [
    ['wget web:80', 'wget'],
    ['curl -fsSLO https://x/y', 'curl'],
    ['tar -xzf /s.tgz', 'tar'],
    ['unzip /s.zip', 'unzip'],
    ['git clone https://x/y.git', 'git'],
    ['git pull', 'git'],
    ['npm ci', 'npm'],
    ['python3 manage.py collectstatic --noinput', 'manage.py'],
    ['./manage.py compilemessages', 'manage.py'],
  ] as const) {
    t.deepEqual(unplaced(script), here(program), script)
    t.deepEqual(unplaced(script, 'workingDir: /tmp'), [], script)
    t.deepEqual(unplaced(`cd "$X" && ${script}`), [], script)
  }
  t.deepEqual(unplaced('mkdir -m 755 data; sqlite3 app.db .tables; date > out.txt; touch ~/.x'), [
    'mkdir data in container "app"',
    'sqlite3 app.db in container "app"',
    '> out.txt in container "app"',
    'touch ~/.x in container "app"',
  ])
  t.deepEqual(unplaced('[ a > b ]; wget -qO- web; git --version; npm start; python manage.py migrate; touch $X/a'), [])
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
