import test from 'ava'
import { hardenText, optionsWith } from '../../../test/support/hardening.ts'
import type { Exemption, Options } from '../../model.ts'

const NGINX = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.25
`

const optionsFor = (exemptions: readonly Exemption[], more: Partial<Options['configuration']> = {}): Options => {
  const options = optionsWith()
  return { ...options, configuration: { ...options.configuration, ...more, exemptions: [...exemptions] } }
}

const EXEMPT: Exemption = {
  controls: ['read-only-root-filesystem'],
  match: { kind: 'Deployment', name: 'web' },
  reason: 'it is not tested yet',
}

const userIn = (text: string, options: Options): string | undefined =>
  /runAsUser: \d+/.exec(hardenText(text, options).text)?.[0]

test('a user who needs volumes for the directories of root is not written where an exemption keeps them away', (t) => {
  t.is(userIn(NGINX, optionsFor([])), 'runAsUser: 101')
  t.is(userIn(NGINX, optionsFor([EXEMPT])), undefined)
  t.is(userIn(NGINX, optionsFor([{ ...EXEMPT, match: { container: 'nginx' } }])), undefined)
  t.is(userIn(NGINX, optionsFor([{ ...EXEMPT, match: { name: 'api' } }])), 'runAsUser: 101')
  t.is(userIn(NGINX, optionsFor([{ ...EXEMPT, expires: '2025-12-31' }])), 'runAsUser: 101')
})

test('nor where an annotation of the workload does', (t) => {
  const annotated = NGINX.replace(
    'metadata: {name: web}',
    'metadata: {name: web, annotations: {casehard.dev/exempt: read-only-root-filesystem, casehard.dev/reason: untested}}',
  )
  t.is(userIn(annotated, optionsFor([], { exemptionAnnotations: true })), undefined)
  t.is(userIn(annotated, optionsFor([])), 'runAsUser: 101')
})

test('nor where the control is off, only reports, or finds that the container needs a writable root filesystem', (t) => {
  const { controls } = optionsWith().configuration
  for (const stance of ['off', 'report'] as const)
    t.is(userIn(NGINX, optionsFor([], { controls: { ...controls, 'read-only-root-filesystem': stance } })), undefined)
  t.is(userIn(NGINX.concat("        command: [sh, -c, 'apt-get install -y curl; nginx']\n"), optionsFor([])), undefined)
})
