import { evidenceAt, objection } from '../../evidence/evidence.ts'
import { type Account, accountObjects, accountOf } from '../../kube/pod/service-accounts.ts'
import type {
  Assessment,
  Confidence,
  Control,
  Evidence,
  EvidenceContext,
  InputObject,
  Objection,
  Pod,
} from '../../model.ts'
import { setField } from '../../patch/operations.ts'
import { join } from '../../pointer.ts'
import { quoteAbsence } from '../common/assessments.ts'
import { isAssumed } from '../common/objections.ts'
import { cis, kubernetes, nsa } from '../common/references.ts'
import { serviceAccounts } from './accounts.ts'
import { coversTokenPath, findOwnTokens, findTokenObjection } from './objections.ts'
import { hasRbac } from './rbac.ts'

const FIELD = 'automountServiceAccountToken'

const HINT = `if it does not call the Kubernetes API, set ${FIELD}: false`

/** Objects to taking a token that the manifest asks for. */
const buildDeviation = (account: Account, denied: readonly InputObject[]): Objection =>
  objection(
    denied.length === 0
      ? `the manifest sets ${FIELD}: true`
      : `the pod overrides ${FIELD}: false of its service account "${account.name}"`,
    HINT,
    denied.map(({ at }) => ({
      source: 'manifest',
      text: `${FIELD}: false in ServiceAccount "${account.name}"`,
      at: { document: at.document, pointer: join(at.pointer, FIELD) },
    })),
    { cause: 'deviation' },
  )

/** Rates the confidence that the pod does not need the token, with the evidence for it. */
const rateConfidence = (
  pod: Pod,
  objects: readonly InputObject[],
  context: EvidenceContext,
): [Confidence, Evidence[]] => {
  const own = findOwnTokens(pod, objects)
  if (coversTokenPath(pod))
    return [
      'proven',
      [evidenceAt(pod, pod.pointer, 'every container mounts a volume over the path of the token'), ...own],
    ]
  if (objects.length === 0) {
    if (accountOf(pod).name !== 'default') return ['assumed', own]
    // https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
    const text = 'the default service account has no roles unless somebody binds one, and the input does not'
    return ['likely', [{ source: 'kubernetes', text }, ...own]]
  }
  if (!hasRbac(context)) return ['assumed', [{ source: 'rbac', text: 'no role or binding in the input' }, ...own]]
  const unbound = objects.map(({ resource, at }): Evidence => {
    const text = `nothing in the input binds a role to ServiceAccount "${resource.name}"`
    return { source: 'rbac', text, at }
  })
  return ['likely', [...unbound, ...own]]
}

/** Objects to the change if the account of the pod is not in the input: nothing shows which roles are bound to it. */
const findUnknownAccount = (pod: Pod, { name }: Account, context: EvidenceContext): Objection | undefined =>
  isAssumed('no-service-account-token', pod, context)
    ? undefined
    : objection(
        `the service account "${name}" is not in the input, and it is unknown which roles are bound to it`,
        'add its manifests and role bindings to the input or with --evidence, or pass --assume',
        [evidenceAt(pod, join(pod.pointer, 'serviceAccountName'), `serviceAccountName: ${name}`)],
        { cause: 'unknown' },
      )

/**
 * Sets `automountServiceAccountToken: false` in the pod. Leaves alone a pod that sets it to true. Held if the input binds roles to the account, or the manifest refers to the API or a token, or sidecars are injected.
 */
const assess = (pod: Pod, context: EvidenceContext): Assessment[] => {
  const path = join(pod.pointer, FIELD)
  const account = accountOf(pod)
  const objects = accountObjects(account, context.input.serviceAccounts, context.settings)
  const denied = objects.length > 0 && objects.every(({ value }) => value[FIELD] === false)
  const value = pod.spec[FIELD] ?? undefined
  if (value === false || (value === undefined && denied)) return [{ path, state: 'compliant' }]
  const own =
    value === undefined ? quoteAbsence(pod, FIELD) : evidenceAt(pod, path, `${FIELD}: ${JSON.stringify(value)}`)
  const [confidence, known] = rateConfidence(pod, objects, context)
  const found =
    findTokenObjection(pod, account, context) ??
    (value === true ? buildDeviation(account, denied ? objects : []) : undefined) ??
    (confidence === 'assumed' && objects.length === 0 && account.name !== 'default'
      ? findUnknownAccount(pod, account, context)
      : undefined)
  return [
    {
      path,
      state: value === true ? 'decided' : 'open',
      operations: setField({ value: pod.spec, pointer: pod.pointer }, [FIELD], false),
      reason: 'the pod got an API token that nothing in the input needs',
      evidence: [own, ...(found === undefined ? known : [])],
      confidence,
      ...(found === undefined ? {} : { objection: found }),
    },
  ]
}

/** Removes the API token from pods that do not call the Kubernetes API. */
export default {
  id: 'no-service-account-token',
  title: 'Pods that do not call the Kubernetes API have no token for it',
  rationale:
    'Kubernetes mounts a service account token into every pod. An attacker in a container can read it and call ' +
    'the API server with the rights of the account. Most workloads never call the API. The token is kept if the ' +
    'input binds roles to the account, or if the manifest refers to the token or the API.',
  breaks:
    'A program that does call the API logs "open /var/run/secrets/kubernetes.io/serviceaccount/token: no such ' +
    'file or directory" or "unable to load in-cluster configuration"; service discovery and leader election ' +
    'stop. Roles that are bound outside the input are not seen. Injected sidecars that use the token of the pod ' +
    'fail to start.',
  references: [
    cis('1.12', '5.1.6'),
    cis('1.11', '5.1.6'),
    nsa('Protecting Pod service account tokens'),
    kubernetes(
      'Opt out of API credential automounting',
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
    ),
  ],
  fields: [`/spec/${FIELD}`],
  independent: true,
  assess,
  objects: serviceAccounts,
} satisfies Control as Control
