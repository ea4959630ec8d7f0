import { evidenceAt, objectionIf } from '../../evidence/evidence.ts'
import type { Assessment, Control, EvidenceContext, Objection, Pod } from '../../model.ts'
import { setField } from '../../patch/operations.ts'
import { join } from '../../pointer.ts'
import { quoteAbsence } from '../common/assessments.ts'
import { kubernetes } from '../common/references.ts'
import { findServiceLinkReads } from './variables.ts'

const FIELD = 'enableServiceLinks'

const findObjection = (pod: Pod, context: EvidenceContext): Objection | undefined => {
  const reason = 'the manifest reads the address of a Service from a service environment variable'
  return objectionIf(findServiceLinkReads(pod, context), reason, 'use the DNS name of the Service instead')
}

const assess = (pod: Pod, context: EvidenceContext): Assessment[] => {
  const path = join(pod.pointer, FIELD)
  const value = pod.spec[FIELD] ?? undefined
  if (value === false) return [{ path, state: 'compliant' }]
  const own =
    value === undefined ? quoteAbsence(pod, FIELD) : evidenceAt(pod, path, `${FIELD}: ${JSON.stringify(value)}`)
  const objection = findObjection(pod, context)
  return [
    {
      path,
      state: 'open',
      operations: setField({ value: pod.spec, pointer: pod.pointer }, [FIELD], false),
      reason: 'service environment variables were enabled',
      evidence: [own],
      confidence: 'likely',
      ...(objection === undefined ? {} : { objection }),
    },
  ]
}

/** Disables service environment variables. */
export default {
  id: 'no-service-links',
  title: 'Containers get no environment variables for the Services of their namespace',
  rationale:
    'For compatibility with Docker links, each Service of the namespace adds seven or more variables to every ' +
    'container. They show an attacker the Services of the namespace, slow down the start if there are thousands ' +
    'of Services, and override settings of the program: a Service named redis sets REDIS_PORT to ' +
    'tcp://10.0.0.1:6379. DNS has replaced them.',
  breaks:
    'A program that finds a Service only through NAME_SERVICE_HOST and similar variables finds none: it logs a ' +
    'missing variable, or connects to localhost and is refused. KUBERNETES_SERVICE_HOST and ' +
    'KUBERNETES_SERVICE_PORT are still set.',
  references: [
    kubernetes(
      'Accessing the Service: environment variables',
      'https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables',
    ),
  ],
  fields: [`/spec/${FIELD}`],
  independent: true,
  assess,
} satisfies Control as Control
