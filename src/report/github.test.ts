import test from 'ava'
import fc from 'fast-check'
import { reportGithub } from './github.ts'
import { change, failed, held, sample, web } from './sample-testing.ts'

const COMMAND = /^::(error|warning|notice) (?:file=[^,:\r\n]*,(?:line=\d+,)?)?title=[^,:\r\n]*::[^\r\n]*$/

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1)

const named = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    document: { index: i, line: i + 1 },
    resource: { ...web, name: `web-${i}` },
  }))

test('a held change is a warning at its line, and the changes of a workload are one notice', (t) => {
  const document = { file: 'a.yaml', index: 0, line: 3 }
  t.is(
    reportGithub(
      sample({
        changes: [change('drop-capabilities', 'app', { document }), change('no-service-links', 'app', { document })],
        held: [held({ document }), held({ cause: 'exemption' }), held({ cause: 'stance' })],
        pods: [],
        skipped: [],
        notices: [],
      }),
    ),
    `::warning file=a.yaml,line=31,title=casehard%3A run-as-non-root::Deployment shop/storefront, container nginx: held back: the container listens below port 1024, which a user other than root may not open everywhere; let it listen on 8080, then set runAsNonRoot: true [evidence]
::notice file=a.yaml,line=24,title=casehard%3A changes::Deployment shop/storefront: 2 changes: drop-capabilities, no-service-links
`,
  )
})

test('there are at most as many of a kind as GitHub shows, decisions first, and the last gives the number omitted', (t) => {
  const evidence = named(15).map((more) => held(more))
  const report = sample({
    changes: named(12).map((more) => change('drop-capabilities', 'app', more)),
    held: [...evidence, held({ cause: 'deviation', reason: 'it was decided' })],
    skipped: [],
    notices: [],
  })
  const lines = linesOf(reportGithub(report))
  t.is(lines.filter((line) => line.startsWith('::warning')).length, 10)
  t.is(lines.filter((line) => line.startsWith('::notice')).length, 10)
  t.regex(lines[0] ?? '', /it was decided/)
  t.regex(lines[9] ?? '', /::7 more: /)
  t.regex(lines[19] ?? '', /::3 more: /)
})

test('a failed run is one error, also with several lines in its message', (t) => {
  const two = { ...failed, error: { code: 'configuration', message: 'a.yaml:1:1: one\na.yaml:2:1: 50%' } }
  t.is(
    reportGithub(two),
    '::error title=casehard%3A configuration::casehard: failed: a.yaml:1:1: one%0Aa.yaml:2:1: 50%25 [configuration]\n',
  )
})

test('no text of the input becomes a command or a property', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'a:,%\n\r', '::error::', '\u2028', '%0A') }), (text) => {
      const document = { file: `${text}.yaml`, index: 0, line: 1 }
      const report = sample({
        held: [held({ document, reason: text, container: text, control: text })],
        notices: [{ code: text, message: text, file: text, line: 2 }],
        skipped: [{ document, resource: { ...web, name: text }, reason: text }],
      })
      const lines = linesOf(reportGithub(report))
      t.is(lines.length, 4)
      for (const line of lines) t.regex(line, COMMAND)
    }),
  )
})
