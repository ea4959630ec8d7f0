import test from 'ava'
import { type RunResult, type RunSetup, run, SOFT_POD } from '../../testing.ts'

const FILES = {
  '/project/a.yaml': SOFT_POD,
  '/project/b.yaml': SOFT_POD.replace('web', 'shop'),
  '/project/c.yaml': SOFT_POD.replace('web', 'till'),
  '/project/configmap.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
}

const fix = (diskFaults: RunSetup['diskFaults'] = {}, setup: RunSetup = {}): Promise<RunResult> =>
  run(['fix', '.', '--report', '/reports/r.json'], {
    files: { ...FILES, '/reports/old.txt': '' },
    ...setup,
    diskFaults,
  })

/** Whether all manifests are as they were, and nothing lies beside them. */
const isUntouched = ({ files }: RunResult): boolean =>
  Object.entries(FILES).every(([path, text]) => files[path] === text) &&
  Object.keys(files).every((path) => path in FILES || path.startsWith('/reports/'))

test('fix writes only files that change, all after the last of them is written out', async (t) => {
  const result = await fix()
  t.is(result.code, 0)
  t.deepEqual(result.writes, ['/reports/r.json', '/project/a.yaml', '/project/b.yaml', '/project/c.yaml', 'stdout'])
  t.regex(result.files['/project/b.yaml'] ?? '', /enableServiceLinks: false/)
  t.regex(
    result.stdout,
    /^casehard: 3 pods: .*^4 files of manifests: 3 fixed\n {2}a\.yaml {2}fixed: \d+ changes, \d+ held$/ms,
  )
  const again = await run(['fix', '.'], { files: result.files })
  t.deepEqual([again.code, again.writes], [0, ['stdout']])
})

test('fix --quiet prints nothing, and check then passes', async (t) => {
  const result = await run(['fix', '.', '--quiet'], { files: FILES })
  t.deepEqual([result.code, result.stdout, result.stderr], [0, '', ''])
  t.is((await run(['check', '.', '--quiet'], { files: result.files })).code, 0)
})

test('on a full disk no file is changed and no temporary file is left', async (t) => {
  const result = await fix({ stage: (nth) => (nth === 3 ? 'ENOSPC' : undefined) })
  t.is(result.code, 2)
  t.true(isUntouched(result))
  t.is(
    result.stderr,
    'casehard: c.yaml: the temporary file cannot be written (no space left); no file was changed; free disk space, or make the folder writable\n',
  )
  t.is(result.stdout, '')
})

test('the report of a run that cannot write contains the error and no changes', async (t) => {
  const result = await fix({ stage: () => 'EROFS' })
  const report = JSON.parse(result.files['/reports/r.json'] ?? '')
  t.deepEqual([report.error.code, report.changes, report.summary.changed], ['write', [], 0])
})

test('a file that may not be written to leaves all files as they were', async (t) => {
  const result = await fix({ forbidden: ['/project/b.yaml'] })
  t.is(result.code, 2)
  t.true(isUntouched(result))
  t.regex(result.stderr, /^casehard: b\.yaml: the file is not writable \(permission denied\); no file was changed; /)
})

test('a file that hardening does not change need not be writable', async (t) => {
  t.is((await fix({ forbidden: ['/project/configmap.yaml'] })).code, 0)
})

test('on an interruption no file is changed and no temporary file is left', async (t) => {
  for (const interruptAt of [1, 2, 3]) {
    const result = await fix({ interruptAt })
    t.is(result.code, 2)
    t.true(isUntouched(result), `before draft ${interruptAt}`)
  }
})

test('if another process changes a file, no file is overwritten', async (t) => {
  const mine = Buffer.from('mine: true\n')
  const result = await fix({ beforeStage: (nth, { files }) => nth === 3 && files.set('/project/a.yaml', mine) })
  t.is(result.code, 2)
  t.is(result.files['/project/a.yaml'], 'mine: true\n')
  t.true(isUntouched({ ...result, files: { ...result.files, '/project/a.yaml': FILES['/project/a.yaml'] } }))
  t.regex(result.stderr, /^casehard: a\.yaml: another process changed the file; no file was changed; run it again$/m)
})

test('a file that became a symbolic link meanwhile is not written through', async (t) => {
  const result = await fix({
    beforeStage: (nth, { files, links }) => {
      if (nth !== 2) return
      files.delete('/project/c.yaml')
      files.set('/outside.yaml', Buffer.from(FILES['/project/c.yaml']))
      links.set('/project/c.yaml', '/outside.yaml')
    },
  })
  t.is(result.code, 2)
  t.is(result.files['/outside.yaml'], FILES['/project/c.yaml'])
  t.is(result.files['/project/a.yaml'], FILES['/project/a.yaml'])
})

test('what another run has done meanwhile is done', async (t) => {
  const done = (await fix()).files['/project/a.yaml'] ?? ''
  const result = await fix({ beforeStage: (_nth, { files }) => files.set('/project/a.yaml', Buffer.from(done)) })
  t.is(result.code, 0)
  t.deepEqual(result.writes, ['/reports/r.json', '/project/b.yaml', '/project/c.yaml', 'stdout'])
})

test('if a file cannot be replaced, the files that are already changed are listed', async (t) => {
  const result = await fix({ commit: (nth) => (nth === 2 ? 'EIO' : undefined) })
  t.is(result.code, 2)
  t.regex(
    result.stderr,
    /^casehard: b\.yaml: the file cannot be replaced \(EIO\); already changed: a\.yaml; run it again$/m,
  )
  t.deepEqual(
    [result.files['/project/b.yaml'], result.files['/project/c.yaml']],
    [FILES['/project/b.yaml'], FILES['/project/c.yaml']],
  )
  t.deepEqual(
    Object.keys(result.files).filter((path) => path.endsWith('.draft')),
    [],
  )
  const first = await fix({ commit: () => 'EIO' })
  t.regex(first.stderr, /a\.yaml: .*; no file was changed; run it again/)
  t.true(isUntouched(first))
})

test('a report that cannot be written ends the run before any file is changed', async (t) => {
  const result = await run(['fix', '.', '--report', '/nowhere/r.json'], { files: FILES })
  t.deepEqual([result.code, result.writes], [2, ['stderr']])
})

test('on a terminal a progress bar appears for long work and is removed at the end', async (t) => {
  const result = await fix({ tick: 250 }, { stderrIsTTY: true })
  t.is(result.code, 0)
  const looks = result.stderr.replaceAll('\u001b[K', '').split('\r')
  t.true(looks.some((look) => /^reading {3}\[[#-]{30}\] +\d+ %$/.test(look)))
  t.true(looks.some((look) => /^writing {3}\[#+-+\] +\d+ %$/.test(look)))
  t.true(result.stderr.endsWith('\r\u001b[K'))
})

test('there is no progress bar for short work or without a terminal', async (t) => {
  const cases: RunSetup[] = [
    { stderrIsTTY: false },
    { stderrIsTTY: true, env: { TERM: 'dumb' } },
    { stderrIsTTY: true, env: { CASEHARD_QUIET: 'true' } },
  ]
  t.is((await fix({ tick: 1 }, { stderrIsTTY: true })).stderr, '')
  for (const setup of cases) t.is((await fix({ tick: 250 }, setup)).stderr, '')
})

test('fix --dry-run prints what diff prints, with its exit code, and changes nothing', async (t) => {
  const files = { '/project/web.yaml': SOFT_POD }
  const [dry, diff] = [await run(['fix', '--dry-run', '.'], { files }), await run(['diff', '.'], { files })]
  t.is(dry.code, 1)
  t.deepEqual([dry.code, dry.stdout, dry.stderr, dry.files], [diff.code, diff.stdout, diff.stderr, files])
  const { files: fixed } = await run(['fix', '.'], { files })
  t.like(await run(['fix', '--dry-run', '.'], { files: fixed }), { code: 0, stdout: '' })
  t.like(await run(['fix', '--dry-run', '-'], { stdin: SOFT_POD }), { code: 2, stdout: '' })
  t.regex((await run(['fix', '--dry-run'])).stderr, /^casehard: fix: name files or folders/)
})
