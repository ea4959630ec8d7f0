import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepareCharts, WEB_CHART, wrapAsChart } from '../../support/charts.ts'
import { harden, makeFolder, readReport, testWith } from '../../support/slots.ts'
import { asInstalled, chartAt, POST_RENDERER, prepareHelm } from './helms.ts'

const WEB = ['template', 'shop', chartAt(WEB_CHART.path)]
const SOFT = /image: "?registry\.example\/shop\/(?:web|search):/
const HARD = /allowPrivilegeEscalation: false/

for (const binary of ['helm3', 'helm4']) {
  const test = testWith(binary)

  test(`what ${binary} hands over comes out as casehard makes it of the same output in a pipe`, async (t) => {
    const helm = prepareHelm(binary)
    // Helm 3 keeps its hooks to itself, Helm 4 adds definitions of custom resources behind the post-renderer's back.
    const handedOver = binary === 'helm3' ? ['--no-hooks', '--include-crds'] : []
    for (const { name, path } of prepareCharts(makeFolder())) {
      const template = ['template', 'shop', chartAt(path), ...handedOver]
      const stdout = await helm.run([...template, ...POST_RENDERER])
      t.regex(stdout, HARD)
      t.deepEqual(asInstalled(stdout), asInstalled(await harden(await helm.run(template), helm.env)), name)
    }
  })

  test(`each argument of --post-renderer-args arrives from ${binary} as one, whatever is in it`, async (t) => {
    const helm = prepareHelm(binary)
    const files = ['a,b.json', '$HOME.json', 'c d.json']
    const words = ['--profile', 'audit', ...files.map((file) => `--report=${file}`)]
    const stdout = await helm.run([
      ...WEB,
      ...POST_RENDERER,
      ...words.flatMap((word) => ['--post-renderer-args', word]),
    ])
    t.regex(stdout, SOFT)
    t.notRegex(stdout, HARD)
    for (const file of files) t.is(JSON.parse(readFileSync(join(helm.folder, file), 'utf8')).profile, 'audit')
    t.false(existsSync(join(helm.folder, 'report.json')), 'flags win over CASEHARD_REPORT')
  })

  test(`${binary} finds a template by its name in what casehard wrote`, async (t) => {
    const helm = prepareHelm(binary)
    const stdout = await helm.run([...WEB, '-s', 'templates/deployment.yaml', ...POST_RENDERER])
    t.deepEqual(Object.keys(asInstalled(stdout)), ['Deployment/shop-web'])
    t.regex(stdout, HARD)
  })

  test(`a chart that renders nothing is rendered by ${binary} to a comment at most`, async (t) => {
    const helm = prepareHelm(binary)
    const { path } = wrapAsChart(helm.folder, 'empty', '')
    const stdout = await helm.run(['template', 'shop', path, ...POST_RENDERER])
    t.deepEqual(asInstalled(stdout), {})
    t.is(readReport(helm.folder).notices[0]?.code, 'empty-input')
  })

  test(`${binary} does not pass the namespace, and CASEHARD_NAMESPACE sets it`, async (t) => {
    const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
subjects: [{kind: ServiceAccount, name: web, namespace: elsewhere}]
`
    const pod = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {serviceAccountName: web, containers: [{name: web, image: registry.example/shop/web:1.0.0}]}
`
    for (const [variables, kept] of [
      [{}, true],
      [{ CASEHARD_NAMESPACE: 'prod' }, false],
    ] as const) {
      const helm = prepareHelm(binary, { CASEHARD_ASSUME: 'true', ...variables })
      const { path } = wrapAsChart(helm.folder, 'bound', `${binding}---\n${pod}`)
      await helm.run(['template', 'shop', path, '--namespace', 'prod', ...POST_RENDERER])
      const { held, changes } = readReport(helm.folder)
      const verdicts = kept ? held : changes
      t.true(verdicts.some(({ control }) => control === 'no-service-account-token'))
    }
  })

  test(`the environment reaches casehard through ${binary}, and only the report is written`, async (t) => {
    const helm = prepareHelm(binary, { CASEHARD_PROFILE: 'audit', CASEHARD_NAMESPACE: 'shops' })
    const { code, stdout, stderr } = await helm.try([...WEB, ...POST_RENDERER])
    t.is(code, 0)
    t.is(stderr, '', 'neither Helm shows what a post-renderer says when all goes well')
    t.notRegex(stdout, HARD)
    t.is(readReport(helm.folder).profile, 'audit')
  })
}
