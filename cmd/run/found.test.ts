import test from 'ava'
import { type RunSetup, run, SOFT_POD } from '../testing.ts'

const HEAD = 'apiVersion: casehard.dev/v1\nkind: Hardening\n'

/** A repository with a configuration; the working folder is its root. */
const repository = (spec: string, more: RunSetup = {}): RunSetup => ({
  stdin: SOFT_POD,
  ...more,
  files: {
    '/project/.git': '',
    '/project/casehard.yaml': `${HEAD}spec: ${spec}\n`,
    '/home/notes.txt': 'mine',
    ...more.files,
  },
})

for (const { title, report, links = {} } of [
  { title: 'an absolute path', report: '/home/report.txt' },
  { title: 'a path with ..', report: 'text=../home/report.txt' },
  { title: 'one of several', report: '[a.json, ../b.json]' },
  { title: 'a link to a folder', report: 'out/report.txt', links: { '/project/out': '/home' } },
  { title: 'a link to a file', report: 'text=notes', links: { '/project/notes': '/home/notes.txt' } },
  { title: 'a link to no file yet', report: 'text=new', links: { '/project/new': '/home/new.txt' } },
  { title: 'the folder of git', report: 'text=.git/hooks/post-checkout' },
  { title: 'a device', report: '/dev/null' },
])
  test(`a configuration that was found writes no report out of its folder: ${title}`, async (t) => {
    const { code, stdout, stderr, files } = await run([], repository(`{report: ${report}}`, { links }))
    t.deepEqual([code, stdout], [2, ''])
    t.regex(
      stderr,
      /^casehard: casehard\.yaml:3:\d+: "spec\.report" leads out of the folder .*; use --report FILE, or name .* --config FILE/,
    )
    t.false(stderr.includes('home'))
    const known = ['/project/.git', '/project/casehard.yaml', '/home/notes.txt', '/project/a.json']
    t.deepEqual(Object.keys(files), known.slice(0, title === 'one of several' ? 4 : 3))
    t.is(files['/home/notes.txt'], 'mine')
  })

test('a report of a configuration that was found may be anywhere in its folder, or on stderr', async (t) => {
  for (const report of ['a.json', 'sub/../a.json', './a.json', '/project/a.json'])
    t.true('/project/a.json' in (await run([], repository(`{report: ${report}}`))).files, report)
  t.is((await run([], repository('{report: text=/dev/stderr}'))).code, 0)
})

test('--config is the word of the user: its reports and profiles may be anywhere', async (t) => {
  const files = { '/home/base.yaml': `${HEAD}spec: {profile: audit}\n` }
  const setup = repository('{profile: ../home/base.yaml, report: /home/report.json}', { files })
  t.is((await run([], setup)).code, 2)
  for (const given of [
    { argv: ['--config', 'casehard.yaml'] },
    { argv: [], env: { CASEHARD_CONFIG: 'casehard.yaml' } },
  ]) {
    const result = await run(given.argv, { ...setup, env: given.env ?? {} })
    t.is(result.code, 0, result.stderr)
    t.true('/home/report.json' in result.files)
    t.notRegex(result.stderr, /weakens/)
  }
})

for (const { title, profile, links = {}, base = 'audit' } of [
  { title: 'an absolute path', profile: '/home/base.yaml' },
  { title: 'a path with ..', profile: '../home/base.yaml' },
  { title: 'a link', profile: './link.yaml', links: { '/project/link.yaml': '/home/base.yaml' } },
  { title: 'the base of its profile', profile: './team.yaml', base: '../home/base.yaml' },
])
  test(`a configuration that was found reads no profile out of its folder: ${title}`, async (t) => {
    const files = { '/project/team.yaml': `${HEAD}spec: {profile: ${base}}\n`, '/home/base.yaml': 'secret: a' }
    const { code, stdout, stderr } = await run([], repository(`{profile: ${profile}}`, { files, links }))
    t.deepEqual([code, stdout], [2, ''])
    t.regex(stderr, /^\w+\.yaml:3:17: "spec\.profile" leads out of the folder .*; use --profile FILE, or name /)
    t.notRegex(stderr, /home|secret/)
  })

test('a configuration that is a link is used only if it stays in its folder', async (t) => {
  const { '/project/casehard.yaml': file, ...files } = repository('{profile: audit}').files as Record<string, string>
  const within = { stdin: SOFT_POD, links: { '/project/casehard.yaml': '/project/hard.yaml' } }
  const used = await run([], { ...within, files: { ...files, '/project/hard.yaml': file as string } })
  t.regex(used.stderr, /profile audit/)
  const out = { stdin: SOFT_POD, links: { '/project/casehard.yaml': '/home/hard.yaml' } }
  const refused = await run([], { ...out, files: { ...files, '/home/hard.yaml': file as string } })
  t.is(refused.code, 2)
  t.regex(
    refused.stderr,
    /^casehard: casehard\.yaml: is a symbolic link that leads out of its folder; .*--config none\n$/,
  )
})

test('a configuration of another user is refused, and one of root is used', async (t) => {
  const owned = (owner: number) => repository('{profile: audit}', { owners: { '/project/casehard.yaml': owner } })
  t.is((await run([], owned(0))).code, 0)
  const refused = await run([], owned(1001))
  t.deepEqual([refused.code, refused.stdout], [2, ''])
  t.regex(
    refused.stderr,
    /^casehard: casehard\.yaml: the file belongs to another user; name it with --config FILE .*--config none\n$/,
  )
  t.is((await run(['--config', 'none'], owned(1001))).code, 0)
  t.is((await run(['--config', 'casehard.yaml'], owned(1001))).code, 0)
})

for (const { spec, says } of [
  { spec: '{profile: audit}', says: 'profile audit' },
  { spec: '{profile: baseline, controls: {no-privileged: off}}', says: 'profile baseline, 1 control off' },
  { spec: '{controls: {no-privileged: off, no-host-ports: report}}', says: '1 control off, 1 control report' },
  { spec: '{profile: ./team.yaml, quiet: true}', says: '2 controls off, 1 exemption, quiet' },
  { spec: '{exemptionAnnotations: true, failOn: []}', says: 'exemptions by annotations, fail-on empty' },
  {
    spec: '{images: [{image: a/b, apiToken: true}, {image: a/c, needsPrivilegeEscalation: true}, {image: a/d, user: 5}]}',
    says: 'privileges of 2 images',
  },
  { spec: '{images: [{image: a/b, root: it must}], today: 2020-01-01}', says: 'privileges of 1 image, the date' },
])
  test(`the summary tells that a configuration that was found weakens hardening: ${says}`, async (t) => {
    const team = `{profile: strict, controls: {no-privileged: off, no-host-ports: off}, exemptions: [{controls: [no-host-path], match: {kind: Job}, reason: a}]}`
    const setup = repository(spec, { files: { '/project/team.yaml': `${HEAD}spec: ${team}\n` } })
    const { code, stderr } = await run([], setup)
    t.is(code, 0, stderr)
    t.is(stderr.split('\n')[0], `casehard: casehard.yaml weakens hardening: ${says}`)
    t.is((await run(['--quiet'], setup)).stderr, '')
    t.is((await run([], { ...setup, env: { CASEHARD_QUIET: 'true' } })).stderr, '')
  })

test('a configuration that was found and is not weaker is not told of', async (t) => {
  for (const spec of ['{profile: strict}', '{controls: {no-privileged: enforce}}', '{quiet: true}', '{profile: ack}'])
    t.notRegex((await run([], repository(spec))).stderr, /weakens/, spec)
})

test('a configuration that was found weakens the profile of a flag', async (t) => {
  const setup = repository('{controls: {no-privileged: default}}')
  t.regex((await run(['--profile', 'strict'], setup)).stderr, /^casehard: .* weakens hardening: 1 control default\n/)
})
