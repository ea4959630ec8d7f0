import type { ExemptionTarget } from '../../config/exemptions/match.ts'
import { apiViolations } from '../../kube/api-rules/pod.ts'
import { groupOf } from '../../kube/kinds/kinds.ts'
import { asObject, type PodLocation, viewPod } from '../../kube/pod/pod.ts'
import type { Exemption, InputObject, JsonObject, Pod } from '../../model.ts'
import { type Ruling, Subject } from '../types.ts'
import { decide } from './decide.ts'
import { demandDeclared, exemptionFor } from './exemptions.ts'
import type { Bench } from './fixpoint.ts'
import { undeclaredInPod, undeclaredPath, unwritablePath } from './verify.ts'

/** Where the controls that judge objects of its kind, not pods, are settled on an object. */
export const objectBench = (
  subject: Subject,
  object: InputObject,
  ruling: Ruling,
  exempt: ExemptionTarget[],
  own: readonly Exemption[],
): Bench => ({
  subject,
  controls: ruling.controls.filter(({ control: { objects } }) => {
    const { apiVersion, kind } = object.resource
    return objects?.group === groupOf(apiVersion) && objects.kinds.includes(kind)
  }),
  judge: (control) => control.objects?.assess({ ...object, value: subject.object }, ruling.context) ?? [],
  decide: (control, stance, assessment) => {
    const { resource } = subject
    if (assessment.state === 'compliant') return { verdict: 'compliant' }
    const labels = [asObject(asObject(object.value.metadata).labels)]
    const exemption = exemptionFor(ruling, own, exempt, { control: control.id, resource, labels })
    return decide(assessment, { control: control.id, stance, exemption, kind: resource.kind })
  },
  apply: (control, operations) => {
    const fields = control.objects?.fields ?? []
    demandDeclared(
      control,
      undeclaredPath({ object: subject.object, objectPointer: subject.pointer }, operations, fields),
    )
    subject.object = subject.patched(operations)
    return undefined
  },
})

/** A pod of an object as its fields are now; `given` is its spec in the input, where that is another. */
export const viewOf = (subject: Subject, location: PodLocation, given?: JsonObject): Pod =>
  viewPod(
    location,
    subject.object,
    subject.at(location.spec),
    location.metadata === undefined ? {} : subject.at(location.metadata),
    given,
  )

/** Whether a pod can be judged as one: of a pod whose containers all come from an operator nobody knows the level. */
export const isWhole = ({ containers, shape }: Pod): boolean => containers.length > 0 || shape.writable === undefined

/** A field as people say it: its steps below the pod spec or the container, without the numbers of list items. */
const fieldName = (pod: Pod, pointer: string): string =>
  pointer
    .slice(pod.pointer.length + 1)
    .replace(/^\w*[cC]ontainers\/\d+\//, '')
    .replaceAll(/\/\d+(?=\/|$)/g, '')
    .replaceAll('/', '.')

/** Where controls are settled on one pod of an object; what they change goes into the subject. */
export const podBench = (
  subject: Subject,
  location: PodLocation,
  ruling: Ruling,
  exempt: ExemptionTarget[],
  own: readonly Exemption[],
): Bench => {
  let pod = viewOf(subject, location)
  let violations = apiViolations(pod)
  const names = pod.containers.map(({ name }) => name)
  const labels = [asObject(asObject(subject.object.metadata).labels), asObject(pod.metadata.labels)]
  return {
    subject,
    controls: ruling.controls,
    judge: (control) => control.assess(pod, ruling.context),
    decide: (control, stance, assessment) => {
      if (assessment.state === 'compliant') return { verdict: 'compliant' }
      const { resource } = subject
      const { container } = assessment
      const whom = container === undefined ? { containers: names } : { container }
      const unwritable = unwritablePath(pod, assessment.operations ?? [])
      const { source } = location.shape
      return decide(assessment, {
        control: control.id,
        stance,
        exemption: exemptionFor(ruling, own, exempt, { control: control.id, resource, labels, ...whom }),
        unwritable: unwritable === undefined ? undefined : { field: fieldName(pod, unwritable), source },
        kind: resource.kind,
      })
    },
    apply: (control, operations) => {
      demandDeclared(control, undeclaredInPod(pod, operations, control.fields))
      const patched = new Subject(subject.resource, subject.pointer, subject.patched(operations))
      const after = viewOf(patched, location, pod.given)
      const found = apiViolations(after)
      const refusal = found.find((violation) => !violations.includes(violation))
      if (refusal !== undefined) {
        const at = { document: location.document, pointer: location.spec }
        return {
          reason: `the API server would refuse it: ${refusal}`,
          clue: { source: 'kubernetes', text: refusal, at },
        }
      }
      subject.object = patched.object
      pod = after
      violations = found
      return undefined
    },
  }
}
