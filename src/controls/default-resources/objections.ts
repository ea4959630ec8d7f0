import { evidenceAt, objection, objectionIf } from '../../evidence/evidence.ts'
import { asList, asObject, asString, perPod } from '../../kube/pod/pod.ts'
import { mountsOf, volumesNamed } from '../../kube/pod/volumes.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import { groupBy } from '../../lib/words.ts'
import type { Container, Evidence, EvidenceContext, Objection, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import { type MissingAmount, readAmount, readRequest } from '../common/amount-limits.ts'
import { findUtilizationTargets, findVerticalAutoscalers } from './autoscalers.ts'
import { findResourceFieldReferences } from './downward-api.ts'

/** The indexes of the claim templates with a name. */
const templatesByName = perPod((pod) => {
  const templates = asList(asObject(pod.object.spec).volumeClaimTemplates)
  return groupBy(templates.keys(), (index) => asString(asObject(asObject(templates[index]).metadata).name) ?? '')
})

/** Finds claims that a container mounts, of the pod or of a StatefulSet's template. */
export const findClaims = (pod: Pod, container: Container): Evidence[] => {
  const evidence = (pointer: string, text: string): Evidence => ({
    source: 'manifest',
    text,
    at: { document: pod.document, pointer },
  })
  const devices = asList(container.value.volumeDevices).map((item) => asString(asObject(item).name) ?? '')
  const used = [...mountsOf(container).map(({ name }) => name), ...devices]
  const templates = [...new Set(used)]
    .flatMap((name) => (templatesByName(pod).get(name) ?? []).map((index) => ({ name, index })))
    .sort((a, b) => a.index - b.index)
    .map(({ name, index }) =>
      evidence(join(pod.objectPointer, 'spec', 'volumeClaimTemplates', index), `volumeClaimTemplates: ${name}`),
    )
  const volumes = volumesNamed(pod, used)
    .filter(({ value }) => value.persistentVolumeClaim !== undefined)
    .map(({ name, pointer }) =>
      evidence(join(pointer, 'persistentVolumeClaim'), `persistentVolumeClaim in volume "${name}"`),
    )
  return [...templates, ...volumes]
}

/** Whether a resource is an extended one, e.g. `nvidia.com/gpu`, or huge pages. */
const isDevice = (name: string): boolean => name.includes('/') || name.startsWith('hugepages-')

/**
 * Finds devices and huge pages that a container requests, by name or by a claim.
 * https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources
 */
export const findDevices = (pod: Pod, { name, value, pointer }: Container): Evidence[] => {
  const resources = asObject(value.resources)
  const evidence = (text: string, ...steps: (string | number)[]): Evidence => ({
    source: 'manifest',
    text: `${text} in container "${name}"`,
    at: { document: pod.document, pointer: join(pointer, 'resources', ...steps) },
  })
  const named = (['limits', 'requests'] as const).flatMap((list) =>
    Object.entries(asObject(resources[list]))
      .filter(([device]) => isDevice(device))
      .map(([device, amount]) => evidence(`${list}.${device}: ${String(amount)}`, list, device)),
  )
  const claims = asList(resources.claims).map((claim, i) =>
    evidence(`claim ${String(asObject(claim).name)}`, 'claims', i),
  )
  return [...named, ...claims]
}

const findRequestAboveLimit = (
  pod: Pod,
  container: Container,
  { list, name, amount }: MissingAmount,
): Objection | undefined => {
  const request = readAmount(container.value.resources, 'requests', name)
  if (list === 'requests' || request === undefined) return undefined
  if ((parseQuantity(request) ?? Number.POSITIVE_INFINITY) <= (parseQuantity(amount) ?? 0)) return undefined
  const pointer = join(container.pointer, 'resources', 'requests', name)
  return objection(
    `the container requests more than the limit of ${amount}, which the API server refuses`,
    `set resources.limits.${name} to the maximum that the container may use`,
    [evidenceAt(pod, pointer, `resources.requests.${name}: ${String(request)}`)],
    { cause: 'api-rule' },
  )
}

// A limit of one container would also be its request, and would reserve that much of the pod's request for it.
const findPodRequest = (pod: Pod, container: Container, { list, name }: MissingAmount): Objection | undefined => {
  const request = readAmount(pod.spec.resources, 'requests', name)
  if (list === 'requests' || request === undefined || readRequest(container.value.resources, name) !== undefined)
    return undefined
  const pointer = join(pod.pointer, 'resources', 'requests', name)
  return objection(
    `the pod requests ${name} for all of its containers, and a limit would count as the request of this container`,
    `set resources.limits.${name} of the pod`,
    [evidenceAt(pod, pointer, `resources.requests.${name}: ${String(request)} in the pod`)],
    { overridable: false },
  )
}

const findStorageObjection = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  hint: string,
): Objection | undefined => {
  const claims = findClaims(pod, container)
  const database = claims.length === 0 ? [] : context.requirementsOf(pod, container).database
  const loss =
    database.length > 0
      ? 'a database that is killed may lose some'
      : 'a process that is killed may lose what it has not written'
  return objectionIf([...claims, ...database], `the container stores data, and ${loss}`, hint)
}

const findMemoryObjection = (pod: Pod, container: Container, context: EvidenceContext): Objection | undefined => {
  const hint = 'set resources.limits.memory to the measured usage'
  const { settings, runtime } = context.requirementsOf(pod, container).memory
  return (
    objectionIf(settings, 'the manifest configures how much memory the program uses', hint) ??
    objectionIf(
      runtime,
      'the runtime sizes its heap by the limit, or without a limit by the memory of the node',
      hint,
    ) ??
    objectionIf(
      findDevices(pod, container),
      'the container uses devices or huge pages of its node, which need additional memory',
      hint,
    ) ??
    findStorageObjection(pod, container, context, hint)
  )
}

const findUtilizationObjection = (
  pod: Pod,
  container: Container,
  name: string,
  context: EvidenceContext,
): Objection | undefined =>
  objectionIf(
    findUtilizationTargets(pod, container, name, context),
    `an autoscaler in the input scales by ${name} utilization: it does nothing while a container has no request, and an assumed request would make it scale at the wrong load`,
    `set resources.requests.${name} in every container to its usage under normal load`,
  )

/** Finds the first objection to an amount in the workload itself and in its autoscalers. */
export const findWorkloadObjection = (
  pod: Pod,
  container: Container,
  missing: MissingAmount,
  context: EvidenceContext,
): Objection | undefined => {
  const { list, name } = missing
  const field = `${list}.${name}`
  return (
    findRequestAboveLimit(pod, container, missing) ??
    findPodRequest(pod, container, missing) ??
    objectionIf(
      findResourceFieldReferences(pod, container, field),
      'the container reads this amount through the downward API and would size itself by it',
      `set resources.${field} to the measured usage`,
    ) ??
    objectionIf(
      findVerticalAutoscalers(pod, container, name, context),
      'a VerticalPodAutoscaler in the input sets the resources of this workload',
      'leave the amount to the autoscaler, or set an initial one',
      { expected: true },
    ) ??
    (list === 'requests' ? findUtilizationObjection(pod, container, name, context) : undefined) ??
    (field === 'limits.memory' ? findMemoryObjection(pod, container, context) : undefined)
  )
}
