import noServiceAccountToken from '../controls/no-service-account-token.ts'
import { type Finding, inPod } from '../kube/pod-security-check.ts'
import { accountOf, isSubject } from '../kube/service-accounts.ts'
import type { Context, Pod, StreamObject } from '../model.ts'
import { join } from '../pointer.ts'

const NAME = 'default'
const FIELD = 'automountServiceAccountToken'

/** Pods that have the token of their namespace's default service account. */
export const podUsingDefaultAccount = (pod: Pod, context: Context): Finding[] =>
  accountOf(pod).name === NAME && noServiceAccountToken.judge(pod, context).some(({ state }) => state !== 'compliant')
    ? [inPod(pod, 'serviceAccountName')]
    : []

/** The default service account with a token for every pod that does not refuse it, and roles that are bound to it. */
export const objectUsingDefaultAccount = (object: StreamObject, { stream, settings }: Context): Finding[] => {
  const { resource, value, at } = object
  if (resource.kind === 'ServiceAccount' && resource.apiVersion === 'v1')
    return resource.name === NAME && value[FIELD] !== false ? [{ pointer: join(at.pointer, FIELD) }] : []
  return stream.bindings
    .filter((binding) => binding.resource === resource)
    .flatMap(({ subjects }) =>
      subjects
        .filter(({ subject }) => subject.kind !== 'Group' && isSubject(subject, { name: NAME }, settings))
        .map((bound) => ({ pointer: bound.at.pointer })),
    )
}
