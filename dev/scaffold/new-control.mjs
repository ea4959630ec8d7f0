// Writes the files of a new control in the working directory, the root of the project:
//
//     npm run new-control -- no-shell-in-probe
//
// It refuses an id that exists, and changes nothing then.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const LIST = 'src/controls/index.ts'
const PROFILE = 'profiles/restricted.yaml'

/** The control that runs last; a new one goes in front of it. */
const LAST = '  // Last,'

const control = (id) => `import type { Assessment, Container, Control } from '../model.ts'

const assessContainer = ({ name, pointer }: Container): Assessment => ({
  container: name,
  path: \`\${pointer}/securityContext/procMount\`,
  // Replace: 'open' with operations, a reason and a confidence, or 'decided' with an objection.
  state: 'compliant',
})

const control: Control = {
  id: '${id}',
  // The state afterwards, as a sentence without a period.
  title: 'Replace: the state after hardening',
  rationale: 'Replace: why the control exists.',
  breaks: 'Replace: what may stop working, and how that shows.',
  references: [
    {
      standard: 'Pod Security Standards',
      version: '1.0',
      section: 'Replace',
      url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    },
  ],
  // The only paths that its operations may touch.
  fields: ['/spec/containers/*/securityContext/procMount'],
  assess: (pod) => pod.containers.map(assessContainer),
}

export default control
`

const test = (id) => `import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './${id}.ts'

test('a pod without a security context is compliant', (t) => {
  const pod = podFrom('{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app}]}}')
  t.like(control.assess(pod, contextWith()), [{ container: 'app', state: 'compliant' }])
})
`

const INPUT = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: registry.example/web:1.0.0
`

const fail = (message) => {
  console.error(`new-control: ${message}`)
  process.exit(2)
}

const insertBefore = (text, line, added) => {
  const at = text.indexOf(line)
  if (at < 0) fail(`${LIST}: cannot find the line that starts with "${line.trim()}"`)
  return text.slice(0, at) + added + text.slice(at)
}

/** Adds the import, sorted by path, and the control to the list. */
const addToList = (text, id) => {
  const name = id.replace(/-([a-z0-9])/g, (_dash, letter) => letter.toUpperCase())
  const imports = [...text.matchAll(/^import \w+ from '\.\/(.+?)(?:\/index)?\.ts'\n/gm)]
  const next = imports.find(([, other]) => other > id)
  const last = imports.at(-1)
  const at = next?.index ?? (last === undefined ? 0 : last.index + last[0].length)
  const withImport = `${text.slice(0, at)}import ${name} from './${id}.ts'\n${text.slice(at)}`
  return insertBefore(withImport, LAST, `  ${name},\n`)
}

const [id, more] = process.argv.slice(2)
if (id === undefined || more !== undefined) fail('expected one id; use npm run new-control -- ID')
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id))
  fail(`"${id}" is not an id; use two or more lower-case words joined by -, e.g. no-shell-in-probe`)
const list = readFileSync(LIST, 'utf8')
const profile = readFileSync(PROFILE, 'utf8')
const files = {
  [`src/controls/${id}.ts`]: control(id),
  [`src/controls/${id}.test.ts`]: test(id),
  [`testdata/cases/${id}/a-pod-without-a-security-context.in.yaml`]: INPUT,
}
const existing = [...Object.keys(files), `src/controls/${id}`, `testdata/cases/${id}`].find(existsSync)
if (existing !== undefined) fail(`the control ${id} exists: ${existing}`)
if (new RegExp(`^ {4}${id}:`, 'm').test(profile)) fail(`the control ${id} exists: ${PROFILE}`)

files[LIST] = addToList(list, id)
files[PROFILE] = `${profile.trimEnd()}\n    ${id}: default\n`
for (const [file, text] of Object.entries(files)) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(`wrote ${file}`)
}
console.log(`
Next:
  1. src/controls/${id}.ts: write assess, and replace the texts that start with "Replace".
  2. ${LIST}: move the control to its place; controls run in this order.
  3. ${PROFILE}: choose the stance. If it is off, set optional: true in the control.
  4. testdata/cases/${id}: add cases for what is changed, held and compliant; dev/docs/samples.ts: name one for its page.
  5. Set independent: true if no control after it in the list can change what it assesses.
  6. npm run test:one -- ${id}
  7. npm run fix writes the schema and the golden files; read the difference.`)
