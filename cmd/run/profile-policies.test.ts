import test from 'ava'
import { run, SOFT_POD } from '../testing.ts'

const policy = (drop: string): string => `apiVersion: policy/v1beta1
kind: PodSecurityPolicy
metadata: {name: drop}
spec:
  requiredDropCapabilities: [${drop}]
  volumes: ['*']
  seLinux: {rule: RunAsAny}
  runAsUser: {rule: RunAsAny}
  supplementalGroups: {rule: RunAsAny}
  fsGroup: {rule: RunAsAny}
`

const HEAD = 'apiVersion: casehard.dev/v1\nkind: Hardening\n'
const DROPPED = SOFT_POD.replace(
  /$/,
  '      securityContext:\n        capabilities:\n          drop:\n            - ALL\n',
)

test('policies are a profile by flag, by variable and by the configuration, which finds them beside itself', async (t) => {
  const files = { '/project/team/psp.yaml': policy('ALL') }
  const setup = { stdin: SOFT_POD, files }
  t.is((await run(['--profile', 'team/psp.yaml'], setup)).stdout, DROPPED)
  t.is((await run([], { ...setup, env: { CASEHARD_PROFILE: 'team/psp.yaml' } })).stdout, DROPPED)
  const config = { '/project/team/casehard.yaml': `${HEAD}spec: {profile: ./psp.yaml}\n` }
  const result = await run(['--config', 'team/casehard.yaml'], { ...setup, files: { ...files, ...config } })
  t.is(result.stdout, DROPPED)
  t.regex(result.stderr, /\[profile psp\.yaml/)
})

test('a configuration adds controls and exemptions to policies', async (t) => {
  const files = {
    '/project/psp.yaml': policy('ALL'),
    '/project/casehard.yaml': `${HEAD}spec:
  profile: ./psp.yaml
  controls: {no-service-links: default}
  exemptions:
    - {controls: [pod-security-policy], match: {container: app}, reason: needs them}
`,
  }
  const { stdout, stderr } = await run([], { stdin: SOFT_POD, files })
  t.is(stdout, `${SOFT_POD}  enableServiceLinks: false\n`)
  t.regex(stderr, /1 held/)
})

test('a profile of policies turns nothing on but them, and the stance of that is as for any control', async (t) => {
  const files = { '/project/psp.yaml': policy('ALL') }
  const config = `${HEAD}spec: {profile: ./psp.yaml, controls: {pod-security-policy: report}}\n`
  const { stdout } = await run([], { stdin: SOFT_POD, files: { ...files, '/project/casehard.yaml': config } })
  t.is(stdout, SOFT_POD)
})

test('a wrong policy stops the run with its file, line and column, and the report tells of an absolute one by name', async (t) => {
  const wrong = { '/project/psp.yaml': policy('ALL').replace('RunAsAny', 'Nobody') }
  const refused = await run(['--profile', './psp.yaml'], { stdin: SOFT_POD, files: wrong })
  t.like(refused, { code: 2, stdout: '' })
  t.regex(
    refused.stderr,
    /psp\.yaml:7:13: "spec\.seLinux\.rule" has an illegal value; legal values: MustRunAs, RunAsAny/,
  )
  const far = { '/far/psp.yaml': policy('CAP_NET_RAW') }
  const { files } = await run(['--profile', '/far/psp.yaml', '--report', 'r.json'], { stdin: SOFT_POD, files: far })
  const report = files['/project/r.json'] ?? ''
  t.notRegex(report, /\/far/)
  t.regex(report, /PodSecurityPolicy drop \(psp\.yaml:1\): requiredDropCapabilities NET_RAW/)
  t.regex(report, /"file": "psp\.yaml"/)
})
