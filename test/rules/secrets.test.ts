import test from 'ava'
import { parse } from 'yaml'
import { FORMATS } from '../../cmd/run/report-formats.ts'
import { run } from '../../cmd/testing.ts'
import { reportJson } from '../../src/report/json/json.ts'
import { hardenText, optionsWith } from '../support/hardening.ts'

const HIDDEN = 'hunter2'

const pod = (container: string, spec = ''): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {serviceAccountName: web, ${spec} containers: [{name: a, image: i, ${container}}]}}`

const SECRET = (data: string): string => `{apiVersion: v1, kind: Secret, metadata: {name: s}, ${data}}`

const streams: Record<string, string[]> = {
  'a Secret that a pod mounts and takes variables from': [
    SECRET(`stringData: {config: "kubernetes.default.svc ${HIDDEN} $WEB_SERVICE_HOST in-cluster"}`),
    pod(
      'envFrom: [{secretRef: {name: s}}], volumeMounts: [{name: v, mountPath: /s}]',
      'volumes: [{name: v, secret: {secretName: s}}],',
    ),
  ],
  'a Secret in a List beside an account that it names': [
    `{apiVersion: v1, kind: List, items: [${SECRET(`stringData: {web: "web ${HIDDEN}"}`)}]}`,
    '{apiVersion: v1, kind: ServiceAccount, metadata: {name: web}}',
  ],
  'variables and arguments whose names speak of secrets': [
    '{apiVersion: v1, kind: Service, metadata: {name: web}}',
    pod(
      [
        `env: [{name: DB_PASSWORD, value: "${HIDDEN}_SERVICE_HOST kubectl ${HIDDEN.toUpperCase()}_SERVICE_HOST"}]`,
        `args: ["--token=$(${HIDDEN.toUpperCase()}_SERVICE_HOST)", "--api-key", "k8s://${HIDDEN}"]`,
      ].join(),
    ),
  ],
  'a ConfigMap key that speaks of a secret': [
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {password: "${HIDDEN.toUpperCase()}_SERVICE_HOST"}}`,
    pod('volumeMounts: [{name: v, mountPath: /c}]', 'volumes: [{name: v, configMap: {name: c}}],'),
  ],
  'an attribute of a volume that is held for its type': [
    pod('', `volumes: [{name: v, csi: {driver: d, volumeAttributes: {password: ${HIDDEN}}}}],`),
  ],
  'annotations of injectors that hold an address with a password': [
    `{apiVersion: v1, kind: Pod, metadata: {name: p, annotations: {vault.security.banzaicloud.io/vault-addr: "https://u:${HIDDEN}@vault"}}, spec: {containers: [{name: a, image: i}]}}`,
  ],
}

for (const [what, documents] of Object.entries(streams))
  test(`no report and no result quotes ${what}`, async (t) => {
    const { report } = hardenText(documents.join('\n---\n'), optionsWith(undefined, 'restricted'))
    t.true(report.changes.length + report.held.length > 0)
    t.false(reportJson(report).toLowerCase().includes(HIDDEN))
    for (const { name, load } of FORMATS)
      t.false((await load())(report, { color: false }).toLowerCase().includes(HIDDEN), name)
    const list = `{apiVersion: config.kubernetes.io/v1, kind: ResourceList, items: [${documents.join(', ')}]}`
    const { results } = parse((await run(['fn'], { stdin: list })).stdout)
    t.true(results.length > 0)
    t.false(JSON.stringify(results).toLowerCase().includes(HIDDEN))
  })
