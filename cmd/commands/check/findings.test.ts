import test from 'ava'
import { FORMATS } from '../../run/report-formats.ts'
import { run, SOFT_POD } from '../../testing.ts'

const files = { '/project/pod.yaml': SOFT_POD }

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: registry.example/team/app:1.4.2}]}
`

test('check prints each finding on a line, then the number by control and the next commands', async (t) => {
  const { code, stdout } = await run(['check', 'pod.yaml'], { files })
  t.is(code, 1)
  const [first = ''] = stdout.split('\n')
  t.regex(first, /^pod\.yaml:5: Pod web: [^\n]+ \[[a-z-]+\]$/)
  t.regex(stdout, /^pod\.yaml:7: Pod web container "app": privilege escalation was allowed [^\n]+ \[no-privilege-esc/m)
  t.regex(stdout, /\ncasehard: 1 pod: 6 would change /)
  t.regex(stdout, /\n {2}would change by control: default-resources 2, /)
  t.regex(stdout, /\n {2}casehard fix PATH applies them; casehard explain Pod\/web -f pod\.yaml explains one\n$/)
})

for (const { name } of FORMATS)
  test(`check --format ${name} prints the report that --report writes, to stdout too`, async (t) => {
    const argv = ['check', 'pod.yaml']
    const printed = await run([...argv, '--format', name], { files })
    const named = await run([...argv, '--report', `${name}=/dev/stdout`], { files })
    const written = await run([...argv, '--report', `${name}=r`], { files })
    t.deepEqual([printed.code, named.code], [1, 1])
    const report = written.files['/project/r'] ?? ''
    t.is(named.stdout, report)
    if (name !== 'text') t.is(printed.stdout, report)
    t.deepEqual([printed.stderr, named.stderr], ['', ''])
  })

test('reports of a check call no change made', async (t) => {
  for (const name of ['text', 'markdown', 'junit', 'github', 'html']) {
    const { stdout } = await run(['check', '--format', name], { stdin: deployment })
    // In HTML, only the text between the tags counts.
    const text = stdout.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '').replaceAll(/<[^>]*>/g, ' ')
    t.notRegex(text, /(?<!was )\bchanged\b/, name)
    t.regex(text, name === 'github' ? /\d changes/ : /would change/, name)
  }
})

test('stdout is for one report, and for none of a run that fails', async (t) => {
  const two = await run(['check', '--format', 'sarif', '--report', 'json=-', 'pod.yaml'], { files })
  t.deepEqual([two.code, two.stdout], [2, ''])
  t.regex(two.stderr, /--format and a report would be printed on stdout; name a file for one of them/)
  const failed = await run(['check', '--format', 'sarif'], { stdin: 'kind: [' })
  t.deepEqual([failed.code, failed.stdout], [3, ''])
})
