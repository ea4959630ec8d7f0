import test from 'ava'
import { InputError } from '../../yaml/errors.ts'
import { isResourceList, readResourceList, withResults } from './resource-list.ts'

const LIST = 'apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n'

test('a ResourceList that is the only document is recognised, whatever surrounds it', (t) => {
  const around = [`\uFEFF${LIST}`, `# a comment\n---\n${LIST}...\n`, `---\n${LIST}---\n# the end\n`]
  const shapes = ['{"kind": "ResourceList"}', 'kind: ResourceList\n', '"kind": &k ResourceList\nitems: []\n']
  for (const text of [LIST, ...around, ...shapes]) t.true(isResourceList(text), text)
})

test('a text that only mentions a ResourceList, or has other documents, is not one', (t) => {
  const documents = [
    '',
    '# kind: ResourceList\n',
    'kind: List\nitems: [{kind: ResourceList}]\n',
    'kind: ConfigMap\ndata:\n  list: |\n    kind: ResourceList\n',
    `${LIST}---\nkind: Pod\n`,
    '{"kind": "ResourceList"',
    '- kind: ResourceList\n',
  ]
  for (const text of documents) t.false(isResourceList(text), text)
})

test('anything but a ResourceList is refused with its place', (t) => {
  const cases: [string, RegExp, number][] = [
    ['# nothing\n', /^empty, but expected a ResourceList/, 1],
    [`# first\n---\nkind: Pod\n`, /run casehard without fn$/, 2],
    [`${LIST}---\nkind: Pod\n`, /and no other document/, 1],
    ['kind: ResourceList\nitems: {}\n', /^items is not a list; set it to a list of objects, or \[\]$/, 2],
    ['kind: ResourceList\nitems: [\n', /./, 2],
  ]
  for (const [text, message, line] of cases) {
    const error = t.throws(() => readResourceList({ name: 'list.yaml', text }), { instanceOf: InputError, message })
    t.deepEqual([error.file, error.line], ['list.yaml', line], text)
  }
})

const answer = (text: string, ...messages: string[]): string =>
  withResults(
    readResourceList({ name: 'stdin', text }),
    messages.map((message) => ({ message, tags: { tool: 'casehard' } })),
  )

const OWN = '- message: old\n  tags: {tool: casehard}\n'
const OTHER = '- message: other # of labels\n  tags: {tool: labels}\n'

test('results are added without touching the rest', (t) => {
  t.is(answer(LIST), LIST)
  t.is(answer(LIST, 'new'), `${LIST}results:\n- message: new\n  tags:\n    tool: casehard\n`)
  t.is(answer(`${LIST}results:\n${OTHER}`), `${LIST}results:\n${OTHER}`)
})

test('results of an earlier run are replaced, those of others are kept', (t) => {
  const given = `${LIST}results:\n${OTHER}${OWN}`
  t.is(answer(given), `${LIST}results:\n${OTHER}`)
  t.is(answer(given, 'old'), given)
  t.is(answer(`${LIST}results:\n${OWN}`), `${LIST}results: []\n`)
})

test('text around the list survives', (t) => {
  t.is(
    answer(`# above\n---\n${LIST}...\n# below\n`, 'new').replace(/^results:[\s\S]*casehard\n/m, ''),
    `# above\n---\n${LIST}...\n# below\n`,
  )
})
