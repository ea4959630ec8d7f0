import test from 'ava'
import { specMessages, type Wrong } from './parse-testing.ts'

const wrong: Wrong = {
  'an exemption without a reason': [
    'exemptions: [{controls: [run-as-non-root], match: {kind: Job}}]',
    '4:16: "spec.exemptions[0]" has no "reason"; the reason, for readers of the report',
  ],
  'an exemption that matches everything': [
    'exemptions: [{controls: [run-as-non-root], match: {}, reason: so}]',
    '4:53: "spec.exemptions[0].match" is empty; legal keys: kind, namespace, name, labels, container',
  ],
  'an exemption with a blank reason': [
    'exemptions: [{controls: [run-as-non-root], match: {kind: Job}, reason: " "}]',
    '4:74: "spec.exemptions[0].reason" has an illegal value; it must not be blank',
  ],
  'a selector that is none': [
    'exemptions: [{controls: [run-as-non-root], match: {labels: app=web-*}, reason: so}]',
    '4:62: "spec.exemptions[0].match.labels" has an illegal value; it must be a label selector in kubectl’s syntax, e.g. app=web,tier in (front,back),!canary',
  ],
  'a label whose value can be none': [
    'exemptions: [{controls: [run-as-non-root], match: {labels: {app: web-*}}, reason: so}]',
    '4:68: "spec.exemptions[0].match.labels.app" has an illegal value; it must be the value of a label, without * and ?',
  ],
  'a label whose value is no text': [
    'exemptions: [{controls: [run-as-non-root], match: {labels: {app: true}}, reason: so}]',
    '4:68: "spec.exemptions[0].match.labels.app" is true or false; it must be a string',
  ],
  'a label whose key can be none': [
    'exemptions: [{controls: [run-as-non-root], match: {labels: {-app: web}}, reason: so}]',
    '4:63: "-app" is wrong; it must be the key of a label',
  ],
  'a selector of no label': [
    'exemptions: [{controls: [run-as-non-root], match: {labels: {}}, reason: so}]',
    '4:62: "spec.exemptions[0].match.labels" is empty; name at least one',
  ],
  'an exemption of no control': [
    'exemptions: [{controls: [], match: {kind: Job}, reason: so}]',
    '4:27: "spec.exemptions[0].controls" is empty; name at least one',
  ],
  'an exemption of an unknown control': [
    'exemptions: [{controls: [run-as-root], match: {kind: Job}, reason: so}]',
    '4:28: "spec.exemptions[0].controls[0]" has an illegal value; legal values: run-as-non-root, read-only-root-filesystem, default-resources',
  ],
  'a day that no calendar has': [
    'exemptions: [{controls: [run-as-non-root], match: {kind: Job}, reason: so, expires: 2027-02-29}]',
    '4:87: "spec.exemptions[0].expires" has an illegal value; it must be a day of the calendar, as YYYY-MM-DD',
  ],
}

for (const [title, [spec, message]] of Object.entries(wrong)) {
  test(`${title} is an error with its position and what is legal`, (t) => {
    t.deepEqual(specMessages(spec), [message])
  })
}
