import test from 'ava'
import { hardenText, optionsWith } from '../../test/support/hardening.ts'

/** Returns the reason to hold the memory limit of a container that mounts a claim. */
const reasonFor = (kind: string, container: string): string => {
  const pod = `{containers: [{volumeMounts: [{name: v, mountPath: /v}], ${container}}], volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]}`
  const template = `{template: {metadata: {labels: {a: b}}, spec: ${pod}}, selector: {matchLabels: {a: b}}}`
  const version = kind === 'Job' ? 'batch/v1' : 'apps/v1'
  const text = `{apiVersion: ${version}, kind: ${kind}, metadata: {name: x}, spec: ${template}}`
  const { report } = hardenText(text, optionsWith(undefined, 'restricted'))
  return report.held.find(({ path }) => path.endsWith('/limits/memory'))?.reason ?? ''
}

for (const [kind, container] of [
  ['StatefulSet', 'name: a, image: postgres:16'],
  ['StatefulSet', 'name: a, image: registry.example/shop/mysql8:1'],
  ['StatefulSet', 'name: database, image: registry.example/shop/store:1'],
  ['Deployment', 'name: a, image: registry.example/shop/store:1, ports: [{containerPort: 27017}]'],
] as const)
  test(`a database is called one: ${container}`, (t) => {
    t.regex(reasonFor(kind, container), /a database that is killed may lose some/)
  })

for (const [kind, container] of [
  ['Deployment', 'name: cache, image: registry.example/shop/cache:1'],
  ['Deployment', 'name: llm, image: registry.example/models/server:1'],
  ['Job', 'name: a, image: postgres:16, command: [pg_dump]'],
  ['Deployment', 'name: a, image: "postgres:16", command: [sh, -c, "while :; do pg_dumpall > /v/x; done"]'],
  ['Deployment', 'name: a, image: quay.io/prometheuscommunity/postgres-exporter:1'],
] as const)
  test(`another process that stores data is none: ${kind} ${container}`, (t) => {
    t.regex(reasonFor(kind, container), /a process that is killed may lose what it has not written/)
  })
