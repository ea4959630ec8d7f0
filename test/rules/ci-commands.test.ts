import test from 'ava'
import { FORMATS } from '../../cmd/run/report-formats.ts'
import { type RunResult, run } from '../../cmd/testing.ts'
import { valueAt } from '../../src/pointer.ts'
import { parseSlice } from '../../src/yaml/parse.ts'

/** What each CI system acts on in a line of a log. */
const GRAMMARS: Record<string, RegExp> = {
  // https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs: TryParseV2 after Trim, TryParse anywhere
  'GitHub Actions': /^[\s\u0085]*::|##\[/,
  // https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
  'Azure Pipelines': /##vso\[|##\[/i,
  // https://www.jetbrains.com/help/teamcity/service-messages.html
  TeamCity: /##teamcity\[/i,
  // https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are part of the grammar
  GitLab: /section_(?:start|end):\d+:[\w.-]+(?:\[.*\])?\r\u001b\[0K/,
}

/** Annotations of the format `github`, which are commands on purpose. */
const ANNOTATION = /^::(?:error|warning|notice) (?:file=[^:,]*,(?:line=\d+,)?)?title=[^:,]*::/

const COMMANDS = [
  '::set-output name=version::pwned',
  '##[set-env name=NODE_OPTIONS]x',
  '##vso[task.setvariable variable=NODE_OPTIONS]x',
  '##VSO[task.complete result=Failed]',
  "##teamcity[buildStatus text='x']",
  'section_start:1560896352:my_section\r\u001b[0K',
  '###vso[task.uploadfile]/etc/passwd',
  '\u00a0::add-mask::x',
]

/** Names that put the command after blanks, after a line feed, and at several places of a line that is wrapped. */
const namesWith = (command: string): string[] => [
  command,
  `  ${command}`,
  `x\n${command}`,
  [15, 35, 50, 65, 80].map((length) => `${'x'.repeat(length)} ${command}`).join(' '),
]

const manifests = (name: string): string =>
  [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: name, annotations: { 'casehard.dev/exempt': name, [name]: name } },
      spec: {
        template: {
          metadata: { annotations: { 'casehard.dev/exempt': `no-privileged: ${name}` } },
          spec: {
            hostNetwork: true,
            nodeSelector: { [name]: name },
            containers: [
              {
                name,
                image: name,
                command: ['sh', '-c', `mkdir -p '/data/${name}'; ${name}`],
                env: [{ name, value: `/data/${name}` }],
                volumeMounts: [{ name, mountPath: `/data/${name}` }],
                securityContext: { privileged: true, runAsUser: 0, capabilities: { add: [name] } },
              },
            ],
            volumes: [{ name, hostPath: { path: `/${name}` } }],
          },
        },
      },
    },
    {
      apiVersion: `${name}/v1`,
      kind: name,
      metadata: { name },
      spec: { template: { spec: { containers: [{ name, image: 'a' }] } } },
    },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'plain' }, spec: { containers: [{ name: 'a', image: 'a' }] } },
  ]
    .map((object) => `---\n${JSON.stringify(object)}\n`)
    .join('')

const configuration = (name: string): string =>
  JSON.stringify({
    apiVersion: 'casehard.dev/v1',
    kind: 'Hardening',
    spec: {
      profile: 'restricted',
      exemptionAnnotations: true,
      exemptions: [
        { controls: ['no-privileged'], match: { kind: 'Deployment' }, reason: name, owner: name },
        { controls: ['no-host-path'], match: { name }, reason: name },
        { controls: ['no-privileged'], match: { name: `${name}x` }, reason: name },
      ],
    },
  })

const reports = FORMATS.flatMap(({ name }) => ['--report', `${name}=r.${name}`])

/** Every command whose output a log may contain; `manifests` marks those whose stdout is manifests or their difference. */
const RUNS: { argv: string[]; manifests?: true }[] = [
  { argv: [...reports, '--fail-on', 'stale'], manifests: true },
  { argv: ['--report', 'text=/dev/stderr', '--report', 'github=/dev/stderr'], manifests: true },
  { argv: ['diff', '.'], manifests: true },
  { argv: ['fix', '.'] },
  { argv: ['check', '.'] },
  { argv: ['check', '.', '--known', 'known.yaml'] },
  { argv: ['check', '-', '--standard', 'pss:restricted', '--standard', 'nsa'] },
  { argv: ['check', '.', '--standard', 'pss:baseline', '--format', 'json'] },
  { argv: ['config', 'check', '-f', 'in.yaml'] },
  { argv: ['config', 'init', '-f', 'in.yaml'] },
  { argv: ['explain', 'pod/plain'] },
  { argv: ['explain', 'deploy/nothing'] },
  { argv: ['export', 'kustomize'] },
  { argv: ['doctor'] },
]

const actingLines = ({ stdout, stderr, files }: RunResult, input: readonly string[], manifests = false): string[] =>
  Object.entries({ stdout: manifests ? '' : stdout, stderr, ...files })
    .filter(([place]) => !input.includes(place))
    .flatMap(([, text]) => text.split('\n'))
    .map((line) => line.replace(ANNOTATION, ''))
    .filter((line) => Object.values(GRAMMARS).some((grammar) => grammar.test(line)))

for (const command of COMMANDS)
  test(`no output has a line on which a CI system acts, with names such as ${JSON.stringify(command)}`, async (t) => {
    for (const name of namesWith(command)) {
      const file = `${name.replaceAll('/', '')}.yaml`
      const files = {
        '/project/in.yaml': manifests(name),
        [`/project/${file}`]: manifests(name),
        '/project/casehard.yaml': configuration(name),
        '/project/known.yaml': 'apiVersion: casehard.dev/v1\nkind: KnownFindings\nfindings: []\n',
        [`/elsewhere/${file}`]: `a: {\n${command}`,
      }
      const stdin = manifests(name)
      const runs = [
        ...RUNS,
        { argv: ['explain', `deployment/${name}`, '-f', file] },
        { argv: ['explain', `Deployment/${name.replaceAll('/', '')}`, '-f', file] },
        { argv: ['check', file] },
        { argv: ['check', `/elsewhere/${file}`, ...reports] },
        { argv: ['check', `absent ${file}`] },
        { argv: [name] },
        { argv: ['--profile', name] },
      ]
      for (const { argv, manifests: isManifests } of runs) {
        const result = await run(argv, { stdin, files })
        t.true(result.code < 4, `${argv.join(' ')}: ${result.stderr}`)
        const acting = actingLines(result, Object.keys(files), isManifests)
        t.deepEqual(acting, [], `${argv.join(' ')} with ${JSON.stringify(name)}`)
      }
    }
  })

test('the grammars find commands in what is not escaped', (t) => {
  for (const command of COMMANDS)
    t.true(
      Object.values(GRAMMARS).some((grammar) => grammar.test(command)),
      command,
    )
})

test('escapes in exported patches and configurations leave the values as they are', async (t) => {
  const name = 'web ##vso[task.complete]'
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: "${name}", image: x}\n`
  const { stdout } = await run(['export', 'kustomize'], { stdin: pod })
  t.true(stdout.includes('\\u0023#vso['))
  const patch = valueAt(parseSlice(stdout)?.value, '/patches/0/patch')
  t.is(valueAt(parseSlice(String(patch))?.value, '/spec/containers/0/name'), name)
})
