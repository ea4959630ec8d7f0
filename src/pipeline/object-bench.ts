import { groupOf } from '../kube/kinds.ts'
import { asObject } from '../kube/pods.ts'
import type { Exemption, StreamObject } from '../model.ts'
import type { ExemptionTarget } from '../profile/exemptions.ts'
import { demandDeclared, exemptionFor, type Ruling } from './ruling.ts'
import type { Bench, Subject } from './settle.ts'
import { decide } from './verdict.ts'
import { undeclaredPath } from './verify.ts'

/** Where the controls that judge objects of its kind, not pods, are settled on an object. */
export const objectBench = (
  subject: Subject,
  object: StreamObject,
  ruling: Ruling,
  exempt: ExemptionTarget[],
  own: readonly Exemption[],
): Bench => ({
  subject,
  controls: ruling.controls.filter(({ control: { objects } }) => {
    const { apiVersion, kind } = object.resource
    return objects?.group === groupOf(apiVersion) && objects.kinds.includes(kind)
  }),
  judge: (control) => control.objects?.judge({ ...object, value: subject.object }, ruling.context) ?? [],
  decide: (control, stance, judgement) => {
    const { resource } = subject
    if (judgement.state === 'compliant') return { verdict: 'compliant' }
    const labels = [asObject(asObject(object.value.metadata).labels)]
    const exemption = exemptionFor(ruling, own, exempt, { control: control.id, resource, labels })
    return decide(judgement, { control: control.id, stance, exemption, kind: resource.kind })
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
