import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'
import { review } from './testing.ts'

const FILE = '/project/web.yaml'
const CONFIG = '/project/casehard.yaml'
const files = { [FILE]: SOFT_POD }

/** The controls that are held for the pod, in the order of the review. */
const CONTROLS = ['run-as-non-root', 'drop-capabilities', 'read-only-root-filesystem', 'default-resources']

const skips = (count: number): string[] => Array.from({ length: count }, () => 's')

/** Hardens the pod with the configuration that a review wrote. */
const next = async (result: { files: Record<string, string> }) => {
  const report = await run(['check', 'web.yaml', '--format', 'json'], { files: result.files })
  const { changes, held } = JSON.parse(report.stdout) as Record<
    'changes' | 'held',
    { control: string; cause: string }[]
  >
  return { changes, held }
}

test('each unknown change is shown with its reason, evidence and diff', async (t) => {
  const { screen, code, files: after, stderr } = await review(['web.yaml'], skips(9), { files })
  t.is(code, 0)
  t.is(stderr, '')
  t.deepEqual(after, files)
  for (const [i, control] of CONTROLS.entries()) {
    t.true(
      screen.includes(`${i + 1} of ${CONTROLS.length}: Pod web, container app (web.yaml:7)\n  ${control}: held`),
      control,
    )
    t.true(screen.includes(`${control}? a accept, e exempt, `), control)
  }
  t.regex(screen, /reason: it is unknown where the container writes\n/)
  t.regex(screen, /evidence: web\.yaml:8: image: registry\.example\/team\/app:1\.4\.2\n/)
  t.regex(screen, /\n\+ +readOnlyRootFilesystem: true\n/)
  t.regex(screen, /\n\+ +runAsNonRoot: true\n/)
  t.regex(screen, / {2}casehard\.yaml is not written: no decision needs a setting\n$/)
})

test('the next run makes what was accepted, and nothing else', async (t) => {
  const result = await review(['web.yaml'], ['s', 'a', 's', 's', 'y'], { files })
  t.is(result.code, 0)
  t.regex(result.screen, /1 control accepted \(drop-capabilities\), 0 exemptions, 3 left open\n/)
  t.regex(result.screen, /written; casehard check PATH shows/)
  t.regex(result.files[CONFIG] ?? '', /\n {2}profile: restricted\n {2}assume:\n {2}- drop-capabilities\n$/)
  const before = await next({ files })
  const after = await next(result)
  t.false(before.changes.some(({ control }) => control === 'drop-capabilities'))
  const news = after.changes.filter(({ control }) => !before.changes.some((change) => change.control === control))
  t.deepEqual([...new Set(news.map(({ control }) => control))], ['drop-capabilities'])
})

test('an exemption holds the change for the reason given, with owner and expiry if there are any', async (t) => {
  const answers = ['e', 'needs root\r', 'team-web\r', '2027-01-31\r', 'e', 'binds ports\r', '\r', '\r', 's', 's', 'y']
  const result = await review(['web.yaml'], answers, { files })
  t.is(result.code, 0)
  const text = result.files[CONFIG] ?? ''
  t.regex(text, /reason: "needs root"\n +owner: team-web\n +expires: "2027-01-31"\n/)
  t.regex(text, /reason: "binds ports"\n$/)
  const { held } = await next(result)
  const exempt = held.filter(({ cause }) => cause === 'exemption').map(({ control }) => control)
  t.deepEqual([...new Set(exempt)], ['run-as-non-root', 'drop-capabilities'])
})

test('a reason must not be empty, and a date must be one', async (t) => {
  const answers = ['e', '\r', ' x\r', '\r', '31.1.2027\r', '\u001523\r', '\u00152027-01-31\r', 'q', 'y']
  const { screen, files: after } = await review(['web.yaml'], answers, { files })
  t.regex(screen, /give a reason, for those who read the report\n/)
  t.regex(screen, /write the date as 2027-01-31, or leave it empty\n/)
  t.regex(after[CONFIG] ?? '', /reason: x\n +expires: "?2027-01-31"?\n$/)
})

test('quitting writes what was decided, after a question', async (t) => {
  const yes = await review(['web.yaml'], ['a', 'q', 'y'], { files })
  t.regex(yes.screen, /1 control accepted \(run-as-non-root\), 0 exemptions, 3 left open\n/)
  t.regex(yes.files[CONFIG] ?? '', /assume:\n +- run-as-non-root\n/)
  const no = await review(['web.yaml'], ['a', 'q', 'n'], { files })
  t.deepEqual([no.code, no.files], [0, files])
  t.regex(no.screen, /casehard\.yaml is not written\n$/)
})

test('the bytes and comments of an existing configuration stay, and its lists grow', async (t) => {
  const before = `# ours\r
apiVersion: casehard.dev/v1\r
kind: Hardening\r
spec:\r
  profile: restricted # the default\r
  assume: [read-only-root-filesystem]   # tested\r
  exemptions:\r
    # old\r
    - {controls: [no-privileged], match: {name: "x*"}, reason: old}\r
  # the end\r
`
  const setup = { files: { ...files, [CONFIG]: before } }
  const result = await review(['web.yaml'], ['a', 'e', 'new\r', '\r', '\r', 's', 's', 'y'], setup)
  const after = result.files[CONFIG] ?? ''
  t.is(result.code, 0)
  const lines = after.split('\n')
  t.deepEqual(
    before.split('\n').filter((line) => !line.includes('assume') && !lines.includes(line)),
    [],
  )
  t.regex(after, / {2}assume: \[read-only-root-filesystem, run-as-non-root\] {3}# tested\r\n/)
  t.regex(after, /reason: old\}\r\n {4}- .*reason: "?new"?/s)
  const { changes, held } = await next(result)
  t.true(changes.some(({ control }) => control === 'run-as-non-root'))
  t.true(held.some(({ control, cause }) => control === 'drop-capabilities' && cause === 'exemption'))
})

test('under a cautious profile an accepted control gets the stance default', async (t) => {
  const config = 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec:\n  profile: cautious\n'
  const first = await review(['web.yaml'], skips(20), { files: { ...files, [CONFIG]: config } })
  const [, place = '', control = ''] = /(\d+) of \d+: [^\n]*\n {2}(drop-capabilities): held/.exec(first.screen) ?? []
  t.is(control, 'drop-capabilities')
  const answers = [...skips(Number(place) - 1), 'a', 'q', 'y']
  const result = await review(['web.yaml'], answers, { files: { ...files, [CONFIG]: config } })
  t.regex(result.files[CONFIG] ?? '', /controls:\n {4}drop-capabilities: default\n/)
  t.true((await next(result)).changes.some((change) => change.control === control))
})

test('a change that is already made can be accepted without a setting, or exempt', async (t) => {
  const config = 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec:\n  assume: true\n'
  const setup = { files: { ...files, [CONFIG]: config } }
  const accepted = await review(
    ['web.yaml'],
    Array.from({ length: 20 }, () => 'a'),
    setup,
  )
  t.regex(accepted.screen, /made, but only assumed to work\n/)
  t.deepEqual(accepted.files, setup.files)
  t.regex(accepted.screen, / {2}casehard\.yaml is not written: no decision needs a setting\n$/)
  const first = /1 of \d+: [^\n]*\n {2}([\w-]+): made/.exec(accepted.screen)?.[1]
  const result = await review(['web.yaml'], ['e', 'no\r', '\r', '\r', 'q', 'y'], setup)
  t.true((await next(result)).held.some(({ control, cause }) => control === first && cause === 'exemption'))
})

test('accepting one workload tells which others it changes, and does not ask about them', async (t) => {
  const two = `${SOFT_POD}---\n${SOFT_POD.replace('name: web', 'name: api')}`
  const { screen } = await review(['web.yaml'], ['a', 'q', 'n'], { files: { [FILE]: two } })
  t.regex(
    screen.replace(/\s+/g, ' '),
    /accepting it accepts run-as-non-root for all workloads, with \d+ more changes: .*Pod api/,
  )
  const asked = await review(['web.yaml'], ['a', ...skips(20)], { files: { [FILE]: two } })
  t.is(asked.screen.match(/\n {2}run-as-non-root: held/g)?.length, 1)
})
