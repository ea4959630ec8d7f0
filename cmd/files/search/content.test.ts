import test from 'ava'
import { type Content, readContent } from './content.ts'

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n'

const CASES: [text: string, content: Content][] = [
  [POD, 'manifests'],
  [`\uFEFF${POD}`, 'manifests'],
  [POD.replaceAll('\n', '\r\n'), 'manifests'],
  [`# a comment\n---\n---\n${POD}`, 'manifests'],
  [`a: 1\n---\n${POD}`, 'manifests'],
  ['{apiVersion: v1, kind: Pod}', 'manifests'],
  ['{\n  "kind": "Pod",\n  "apiVersion": "v1"\n}\n', 'manifests'],
  ['', 'other'],
  ['# nothing\n', 'other'],
  ['- apiVersion: v1\n  kind: Pod\n', 'other'],
  ['apiVersion: v2\nname: web\nversion: 0.1.0\n', 'other'],
  ['kind: Pod\n', 'other'],
  ['script: |\n  apiVersion: v1\n  kind: Pod\n', 'other'],
  ['openapi: 3.0.0\ncomponents: {x: {properties: {apiVersion: {}, kind: {}}}}\n', 'other'],
  ['{"definitions": {"kind": "x", "apiVersion": "v1"}}', 'other'],
  ['apiVersion: casehard.dev/v1\nkind: Hardening\n', 'other'],
  ['{"apiVersion": "casehard.dev/v1", "kind": "HardeningReport"}', 'other'],
  ['apiVersion: [1]\nkind: Pod\n', 'other'],
  ['job: !reference [.kind, apiVersion]\n', 'other'],
  // Broken manifests are manifests: they have to be refused and must not be passed by.
  [`${POD}spec: {containers: [\n`, 'manifests'],
  ['{"apiVersion": "v1", "kind": "Pod",, }', 'manifests'],
  ['a: [\nsome: apiVersion, kind\n', 'other'],
  // Keys that only a parser reads.
  [POD.replace('kind', '"k\\u0069nd"'), 'manifests'],
  [POD.replace('kind', '"k\\u0069nd"').replace('apiVersion', '"apiVersio\\x6e"'), 'manifests'],
  ['{"k\\u0069nd": "Pod", "api\\u0056ersion": "v1"}', 'manifests'],
  ['a: [&k kind, &v apiVersion]\n? *k\n: Pod\n? *v\n: v1\n', 'manifests'],
  ['a: [&k "k\\u0069nd", &v apiVersion]\n*k : Pod\n*v : v1\n', 'manifests'],
  ['a: &a {kind: Pod}\n<<: [*a, {apiVersion: v1}]\n', 'manifests'],
  ['? !!binary a2luZA==\n: Pod\n? !!binary YXBpVmVyc2lvbg==\n: v1\n', 'manifests'],
  [`${POD.replace('kind', '"k\\u0069nd"')}spec: {containers: [\n`, 'manifests'],
  ['apiVersion: casehard.dev/v1\nkind: Hardening\n"k\\u0069nd": Pod\n"api\\u0056ersion": v1\n', 'manifests'],
  ['apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n', 'other'],
  ['script: "a\\tb"\nrule: a? * << b!\n', 'other'],
  // Templates that were not rendered, and what only looks like them.
  [POD.replace('web', '{{ .Release.Name }}'), 'template'],
  [`{{- if .Values.on }}\n${POD}{{- end }}\n`, 'template'],
  [`${POD}---\n${POD}spec:\n  {{- toYaml .Values.spec | nindent 2 }}\n`, 'template'],
  [POD.replace('web', '"{{ name }}"'), 'manifests'],
  [`# {{ nothing }}\n${POD}`, 'manifests'],
  [`${POD}data:\n  rule: |\n    {{ $labels.instance }}\n`, 'manifests'],
  ['values: {{ .Values }}\n', 'other'],
]

test('a file is classified by its documents as manifests, a template or other content', (t) => {
  for (const [text, content] of CASES) t.is(readContent(text), content, text)
})
