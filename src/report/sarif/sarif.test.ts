import test from 'ava'
import { CONTROLS } from '../../controls/index.ts'
import type { Json, Report } from '../../model.ts'
import { change, failed, held, sample } from '../sample-testing.ts'
import { reportSarif } from './sarif.ts'

/** What these tests read of a run. */
interface Run {
  tool: {
    driver: {
      rules: {
        id: string
        shortDescription: { text: string }
        fullDescription: { text: string }
        helpUri?: string
        help: { text: string; markdown: string }
      }[]
    }
  }
  results: {
    ruleId: string
    ruleIndex: number
    level: string
    suppressions?: Json
    partialFingerprints: Record<string, string>
    fixes: { artifactChanges: { replacements: Json }[] }[]
  }[]
  invocations: {
    executionSuccessful: boolean
    toolExecutionNotifications: { level: string; descriptor: { id: string }; message: { text: string } }[]
  }[]
}

const runOf = (report: Report): Run => JSON.parse(reportSarif(report)).runs[0]

const fingerprints = (report: Report): (string | undefined)[] =>
  runOf(report).results.map(({ partialFingerprints }) => Object.values(partialFingerprints)[0])

test('every control is a rule, and results refer to their rules', (t) => {
  const { tool, results } = runOf(sample())
  const { rules } = tool.driver
  for (const { id, title, rationale, breaks, references } of CONTROLS) {
    const rule = rules.find((one) => one.id === id) as Run['tool']['driver']['rules'][0]
    t.is(rule.shortDescription.text, title)
    t.is(rule.fullDescription.text, rationale)
    t.is(rule.helpUri, references[0]?.url)
    for (const text of [rule.help.text, rule.help.markdown]) {
      t.true(text.includes(rationale) && text.includes(breaks), id)
      for (const { url, section } of references) t.true(text.includes(url) && text.includes(section), id)
    }
  }
  for (const { ruleId, ruleIndex } of results) t.is(rules[ruleIndex]?.id, ruleId)
  const ids = rules.map(({ id }) => id)
  t.is(new Set(ids).size, ids.length)
})

test('held changes and notices are warnings, changes are notes, and an exemption is a suppression', (t) => {
  const causes = ['deviation', 'evidence', 'api-rule', 'exemption', 'stance'] as const
  const { results } = runOf(sample({ changes: [], skipped: [], held: causes.map((cause) => held({ cause })) }))
  t.deepEqual(
    results.map(({ level, suppressions }) => [level, suppressions !== undefined]),
    [
      ['warning', false],
      ['warning', false],
      ['warning', false],
      ['note', true],
      ['note', false],
      ['warning', false],
    ],
  )
  t.is(runOf(sample()).results[0]?.level, 'note')
})

test('a fingerprint does not depend on lines, verdicts, indices and API versions, and is unique', (t) => {
  const path = '/spec/template/spec/containers/0/securityContext/capabilities'
  const before = fingerprints(sample({ changes: [change('drop-capabilities', 'app', { path })], held: [] }))[0]
  const moved = held({
    control: 'drop-capabilities',
    container: 'app',
    line: 900,
    document: { index: 17, line: 880 },
    resource: { ...change('x', 'y').resource, apiVersion: 'apps/v1beta2' },
    path: `/items/4${path.replace('/0/', '/3/')}`,
  })
  t.is(fingerprints(sample({ changes: [], held: [moved] }))[0], before)
  const others = [held(), held({ container: 'b' }), held({ control: 'c' }), held({ path: '/d' }), held()]
  const all = fingerprints(sample({ held: others }))
  t.is(new Set(all).size, all.length)
})

test('a fix joins the edits of all changes that cannot be made separately', (t) => {
  const at = { line: 5, column: 9, endLine: 5, endColumn: 9 }
  const add = (control: string, path: string, edits: { text: string; order: number }[]) =>
    change(control, 'app', {
      operations: [{ op: 'add', path, value: true }],
      edits: edits.map((edit) => ({ ...at, ...edit })),
    })
  const changes = [
    add('second', '/a/c', [{ text: 'second', order: 2 }]),
    add('first', '/a/b', [{ text: 'first ', order: 1 }]),
    change('alone', 'app', {
      operations: [{ op: 'replace', path: '/x/y', value: 1 }],
      edits: [{ line: 9, column: 3, endLine: 9, endColumn: 7, text: '' }],
    }),
  ]
  const [second, first, alone] = runOf(sample({ changes })).results
  t.deepEqual(first?.fixes, second?.fixes)
  t.deepEqual(first?.fixes[0]?.artifactChanges[0]?.replacements, [
    {
      deletedRegion: { startLine: 5, startColumn: 9, endLine: 5, endColumn: 9 },
      insertedContent: { text: 'first second' },
    },
  ])
  t.deepEqual(alone?.fixes[0]?.artifactChanges[0]?.replacements, [
    { deletedRegion: { startLine: 9, startColumn: 3, endLine: 9, endColumn: 7 } },
  ])
})

test('no text of the input is a link in a message', (t) => {
  const evil = '[click](https://evil.example)'
  const report = sample({ held: [held({ reason: evil, evidence: [{ source: 'manifest', text: evil, line: 1 }] })] })
  t.notRegex(JSON.stringify(runOf(report).results), /\]\(/)
})

test('a failed run has no results', (t) => {
  const { invocations, results } = runOf(failed)
  t.deepEqual(results, [])
  t.deepEqual(invocations as Json, [
    {
      executionSuccessful: false,
      toolExecutionNotifications: [
        {
          level: 'error',
          descriptor: { id: 'yaml' },
          message: { text: 'stdin:3:1: a tab indents this line; use blanks' },
        },
      ],
    },
  ])
  t.is(runOf(sample()).invocations[0]?.executionSuccessful, true)
})
