import { evidenceAt } from '../../evidence/evidence-at.ts'
import { objectionIf } from '../../evidence/objection.ts'
import type { Assessment, Control, EvidenceContext, Objection, Pod } from '../../model.ts'
import { setField } from '../../patch/operations.ts'
import { join } from '../../pointer.ts'
import { quoteAbsence } from '../common/assessments.ts'
import { kubernetes } from '../common/references.ts'
import { findServiceLinkReads } from './variables.ts'

const FIELD = 'enableServiceLinks'

const findObjection = (pod: Pod, context: EvidenceContext): Objection | undefined => {
  const reason = 'the manifest reads the address of a Service from a variable that Kubernetes sets for it'
  return objectionIf(findServiceLinkReads(pod, context), reason, 'name the Service by its DNS name instead')
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
      reason: 'the addresses of all Services of its namespace stood in its environment',
      evidence: [own],
      confidence: 'likely',
      ...(objection === undefined ? {} : { objection }),
    },
  ]
}

/** Pods find Services by DNS; the variables of Docker's old links are not set. */
export default {
  id: 'no-service-links',
  title: 'The environment of a pod does not list the Services of its namespace',
  rationale:
    'For compatibility with the links of Docker, each Service of the namespace puts seven or more variables into every ' +
    'container. They draw a map of the namespace for whoever gets in, slow the start where there are thousands of ' +
    'Services, and shadow settings of the program: a Service named redis sets REDIS_PORT to tcp://10.0.0.1:6379. DNS ' +
    'has replaced them.',
  breaks:
    'A program that finds a Service only through NAME_SERVICE_HOST and the like finds an empty value: it logs a missing ' +
    'variable, or connects to localhost and is refused. KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are set ' +
    'all the same.',
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
