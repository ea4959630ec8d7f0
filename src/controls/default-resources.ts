import { asObject } from '../kube/pods.ts'
import type { Container, Context, Control, Judgement, Objection, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { join } from '../patch/pointer.ts'
import { absent } from './shared/clues.ts'
import { compliant } from './shared/decisions.ts'
import { findLimitRange, type Missing } from './shared/limit-ranges.ts'
import { kubernetes, nsa } from './shared/references.ts'
import { findResourceNeed } from './shared/resource-needs.ts'

const hasAmount = ({ value }: Container, list: Missing['list'], name: string): boolean =>
  (asObject(asObject(value.resources)[list])[name] ?? undefined) !== undefined

/** The API takes a limit for the request where that is absent, so a limit is a request as well. */
const isMissing = (container: Container, { list, name }: Missing): boolean =>
  !hasAmount(container, list, name) && !(list === 'requests' && hasAmount(container, 'limits', name))

const findOwnObjection = (pod: Pod, container: Container, missing: Missing, context: Context): Objection | undefined =>
  findResourceNeed(pod, container, missing, context) ?? findLimitRange(pod, missing, context)

/** A limit is a request too where that is absent, and then what speaks against the request speaks against the limit. */
const findObjection = (pod: Pod, container: Container, missing: Missing, context: Context): Objection | undefined => {
  const own = findOwnObjection(pod, container, missing, context)
  if (own !== undefined || missing.list === 'requests' || hasAmount(container, 'requests', missing.name)) return own
  const amount = context.settings.resources.requests[missing.name] ?? missing.amount
  const implied = findOwnObjection(pod, container, { ...missing, list: 'requests', amount }, context)
  return implied && { ...implied, reason: `without a request the limit counts as one, and ${implied.reason}` }
}

const judgeAmount = (pod: Pod, container: Container, missing: Missing, context: Context): Judgement => {
  const { list, name, amount } = missing
  const path = join(container.pointer, 'resources', list, name)
  if (!isMissing(container, missing)) return compliant(path, container)
  const against = findObjection(pod, container, missing, context)
  const operations = setField(container, ['resources', list, name], amount)
  return {
    container: container.name,
    path,
    state: 'open',
    ...(against?.cause === 'api-rule' ? {} : { operations }),
    reason:
      list === 'requests'
        ? `the scheduler was not told how much ${name} the container needs`
        : `the container could take all ${name} of its node`,
    evidence: [absent(pod, `resources.${list}.${name}`, container)],
    confidence: 'assumed',
    ...(against === undefined ? {} : { against }),
  }
}

const judge = (pod: Pod, context: Context): Judgement[] => {
  const { requests, limits } = context.settings.resources
  const amounts: Missing[] = [
    ...Object.entries(requests).map(([name, amount]): Missing => ({ list: 'requests', name, amount })),
    ...Object.entries(limits).map(([name, amount]): Missing => ({ list: 'limits', name, amount })),
  ]
  return pod.containers
    .filter(({ list }) => list !== 'ephemeralContainers')
    .flatMap((container) => amounts.map((missing) => judgeAmount(pod, container, missing, context)))
}

/** Requests for the scheduler and a memory limit, by the amounts of the profile, where the manifest has none. */
export default {
  id: 'default-resources',
  title: 'Each container requests what it needs and has a memory limit',
  rationale:
    'Without requests the scheduler overfills nodes, and without a memory limit one leak or one attacker takes the ' +
    'memory of all pods on the node. No CPU limit is set: scarce CPU is shared in proportion to the requests anyway, ' +
    'and a limit slows a container down even on an idle node, until its probes fail. The amounts are those of the profile, ' +
    'not measured ones.',
  breaks:
    'A container that needs more memory than the limit is killed: its last state says OOMKilled, exit code 137. Pods ' +
    'stay Pending where no node has room for the requests. A LimitRange that is not in the stream may refuse the pod: ' +
    '"maximum memory usage per Container is 512Mi, but limit is 1Gi".',
  references: [
    nsa('Resource policies'),
    kubernetes(
      'Resource management for pods and containers',
      'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    ),
  ],
  fields: ['containers', 'initContainers'].flatMap((list) =>
    ['requests', 'limits'].map((amounts) => `/spec/${list}/*/resources/${amounts}/*`),
  ),
  settlesAlone: true,
  judge,
} satisfies Control as Control
