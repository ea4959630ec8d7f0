import test from 'ava'
import { VERSION } from '../../cli/version.ts'
import { type Answers, CASEHARD, examine, HEADER, HELM3, helm4, PLUGIN } from './testing.ts'

for (const { title, answers, missing, problem } of [
  { title: 'with its plugin', answers: helm4('4.1.4', PLUGIN) },
  {
    title: 'without its plugin',
    answers: helm4('4.1.4', 'diff\t3.1.0\tcli/v1\tlegacy\n'),
    missing: /^casehard plugin helm --dir casehard-plugin && helm plugin install \.\/casehard-plugin$/,
  },
  {
    title: 'with a plugin of the old kind',
    answers: helm4('4.1.4', 'casehard\t1.0.0\tcli/v1\tlegacy\n'),
    missing: /^helm plugin uninstall casehard, since its type is cli\/v1; then casehard plugin helm/,
  },
  {
    title: 'with a plugin of another version',
    answers: helm4('4.1.4', PLUGIN.replace(VERSION, '0.0.9')),
    problem:
      /^the plugin is casehard 0\.0\.9, but this is .*; run helm plugin uninstall casehard, then casehard plugin/,
  },
  {
    title: 'that checks no signature',
    answers: helm4('4.1.3', PLUGIN),
    problem: /^Helm before 4\.1\.4 does not verify the signatures of plugins; upgrade Helm$/,
  },
  { title: 'of a later minor', answers: helm4('4.2.0', PLUGIN) },
  { title: 'before its release', answers: helm4('4.1.4-rc.1', PLUGIN) },
  {
    title: 'that cannot read the plugin',
    answers: {
      ...helm4('4.1.4', ''),
      'helm plugin list': {
        stdout: HEADER,
        stderr:
          'level=WARN msg="failed to load plugin (ignoring)" plugin_yaml=/p/casehard/plugin.yaml error="field usage not found"\n',
      },
    },
    missing: /^casehard plugin helm/,
    problem:
      /^Helm ignores \/p\/casehard\/plugin\.yaml: field usage not found; remove its folder, then run casehard plugin helm/,
  },
  {
    title: 'whose plugins quarrel over the name',
    answers: {
      ...helm4('4.1.4', ''),
      'helm plugin list': { exitCode: 1, stderr: 'level=ERROR\nError: two plugins claim the name "casehard"\n' },
    },
    missing: /^casehard plugin helm/,
    problem: /^"helm plugin list" ended with exit code 1: Error: two plugins claim the name "casehard"$/,
  },
] as { title: string; answers: Answers; missing?: RegExp; problem?: RegExp }[])
  test(`doctor on a Helm 4 ${title}`, async (t) => {
    const helm = (await examine({ ...CASEHARD, ...answers })).of('helm')
    const [line] = helm.lines
    t.is(line?.line, 'helm upgrade --install NAME CHART --post-renderer casehard')
    if (missing === undefined) t.is(line?.missing, undefined)
    else t.regex(line?.missing ?? '', missing)
    if (problem === undefined) t.deepEqual(helm.problems, [])
    else t.regex(helm.problems.join('\n'), problem)
  })

test('a Helm 4 with its plugin needs no casehard on the PATH', async (t) => {
  const { code, of } = await examine(helm4('4.1.4', PLUGIN))
  t.is(code, 0)
  t.deepEqual(
    of('helm').lines.map(({ way, missing }) => [way, missing === undefined]),
    [
      ['post-renderer', true],
      ['wrapper', false],
      ['wrapper', false],
    ],
  )
})

test('with HELM_PLUGINS the plugin is written into its folder, which an installation from a folder ignores', async (t) => {
  const { of } = await examine({ ...CASEHARD, ...helm4('4.1.4', '') }, { env: { HELM_PLUGINS: '/p' } })
  t.is(of('helm').lines[0]?.missing, 'casehard plugin helm --dir "$HELM_PLUGINS/casehard"')
})

test('a plugin for Helm 4 that makes Helm 3 lose all of its plugins is named', async (t) => {
  const cause = 'error unmarshaling JSON: while decoding JSON: json: unknown field "apiVersion"'
  const stderr = `Error: failed to load plugin at "/p/casehard/plugin.yaml": ${cause}\n`
  const answers = { ...CASEHARD, ...HELM3, 'helm plugin list': { exitCode: 1, stderr } }
  const { code, of } = await examine(answers)
  t.is(code, 0, 'a post-renderer on the PATH works all the same')
  t.deepEqual(of('helm').problems, [
    'Helm 3 loads none of its plugins, because /p/casehard/plugin.yaml is for Helm 4; use a separate HELM_PLUGINS for each Helm',
  ])
  t.is(of('helm').lines[0]?.missing, undefined)
})
