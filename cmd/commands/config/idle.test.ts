import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'
import { AGENT, check } from './sample-testing.ts'

const hardening = (spec: string): string => `apiVersion: casehard.dev/v1\nkind: Hardening\nspec:\n  ${spec}\n`

const WIDGET = `apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
spec:
  workers:
    - name: a
      template:
        metadata: {labels: {a: b}}
        spec: {containers: [{name: app, image: registry.example/team/widget:1}]}
`

test('images of a configuration that match no container are reported, with the nearest name or the tag', async (t) => {
  const config = hardening(`images:
    - {image: registry.example/team/agent, user: 1000}
    - {image: registry.example/team/agnt, user: 1000}
    - {image: registry.example/team/agent, user: 1000, tags: {from: '9'}}`)
  const { code, stdout } = await check(config, AGENT)
  t.is(code, 0)
  const lines = stdout.replaceAll(/\s+/g, ' ')
  t.regex(
    lines,
    /! images registry\.example\/team\/agnt matches nothing: no container has this image; did you mean "registry\.example\/team\/agent"\?/,
  )
  t.regex(lines, /agent matches nothing: its tags do not include registry\.example\/team\/agent:1\.4\.2/)
  t.is(lines.match(/matches nothing/g)?.length, 2)
  t.notRegex((await check(config)).stdout, /matches nothing/)
})

test('kinds of a configuration that match no object or no pod in it are reported', async (t) => {
  const config = hardening(`kinds:
    - {group: example.com, kind: Wigdet, pod: /spec/workers/*/template/spec}
    - {group: example.com, kind: Widget, pod: /spec/template/spec}`)
  const lines = (await check(config, WIDGET)).stdout.replaceAll(/\s+/g, ' ')
  t.regex(
    lines,
    /example\.com\/Wigdet matches nothing: no object has this group and kind; did you mean "example\.com\/Widget"\?/,
  )
  t.regex(lines, /Widget w has no pod at \/spec\/template\/spec; \/spec\/workers\/\*\/template\/spec looks like a pod/)
  const right = hardening('kinds: [{group: example.com, kind: Widget, pod: "/spec/workers/*/template/spec"}]')
  t.notRegex((await check(right, WIDGET)).stdout, /matches nothing/)
})

test('a kind without its group is named in a whole sentence', async (t) => {
  const { code, stderr } = await check(hardening('kinds: [{kind: Widget, pod: /spec}]'), WIDGET)
  t.is(code, 2)
  t.regex(stderr, /"spec\.kinds\[0\]" has no "group"; the API group, e\.g\. example\.com$/m)
})

test('config init proposes the kind of a skipped object that seems to contain a pod', async (t) => {
  const input = `${SOFT_POD}---\n${WIDGET}---\n${WIDGET.replace('name: w', 'name: v')}`
  const { stdout } = await run(['config', 'init'], { stdin: input })
  t.regex(
    stdout,
    /\n {2}# kinds:\n {2}## stdin:10: Widget\n {2}# {3}- group: example\.com\n {2}# {5}kind: Widget\n {2}# {5}pod: "\/spec\/workers\/\*\/template\/spec"\n {2}# {5}metadata: "\/spec\/workers\/\*\/template\/metadata"\n/,
  )
  t.is(stdout.match(/kind: Widget/g)?.length, 1)
  const all = stdout.replaceAll(/^(\s*)# /gm, '$1')
  const { stdout: checked, code } = await check(all, input)
  t.is(code, 0)
  t.regex(checked, /1 kind\n/)
  t.notRegex(checked, /kinds +\S+ matches nothing/)
  t.notRegex((await run(['config', 'init'], { stdin: SOFT_POD })).stdout, /kinds:/)
})
