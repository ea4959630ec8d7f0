import { apiViolations } from '../../kube/api-rules/pod.ts'
import type { Violation } from '../../kube/api-rules/violation.ts'
import { groupOf } from '../../kube/kinds/kinds.ts'
import { asObject, type PodLocation } from '../../kube/pod/pod.ts'
import type { Assessment, Control, Exemption, InputObject, JsonObject, Operation, Pod, Stance } from '../../model.ts'
import type { EditableObject } from '../editable-object.ts'
import type { ActiveControl, RunContext } from '../types.ts'
import { decide } from './decide.ts'
import { demandDeclared, matchExemptions } from './exemptions.ts'
import type { Decision, HardeningTarget, Refusal } from './run-control.ts'
import { undeclaredInPod, undeclaredPath, unwritablePath } from './verify.ts'

/** An object that controls assess as a whole, such as a ServiceAccount. */
export class ObjectTarget implements HardeningTarget {
  readonly object: EditableObject
  readonly controls: readonly ActiveControl[]
  readonly #input: InputObject
  readonly #context: RunContext
  readonly #requested: readonly Exemption[]
  readonly #labels: JsonObject[]

  constructor(object: EditableObject, input: InputObject, context: RunContext, requested: readonly Exemption[]) {
    const { apiVersion, kind } = input.resource
    this.object = object
    this.controls = context.controls.filter(
      ({ control: { objects } }) => objects?.group === groupOf(apiVersion) && objects.kinds.includes(kind),
    )
    this.#input = input
    this.#context = context
    this.#requested = requested
    this.#labels = [asObject(asObject(input.value.metadata).labels)]
  }

  assess(control: Control): Assessment[] {
    return control.objects?.assess({ ...this.#input, value: this.object.value }, this.#context.evidence) ?? []
  }

  decide(control: Control, stance: Stance, assessment: Assessment): Decision {
    if (assessment.state === 'compliant') return { verdict: { verdict: 'compliant', control, assessment } }
    const { resource } = this.object
    const target = { control: control.id, resource, labels: this.#labels }
    const { exemption, matched } = matchExemptions(this.#context, this.#requested, target)
    return { verdict: decide(assessment, { control, stance, exemption, kind: resource.kind }), matched }
  }

  tryApply(control: Control, changes: readonly (readonly Operation[])[]): undefined[] {
    const { value, pointer } = this.object
    const fields = control.objects?.fields ?? []
    const operations = changes.flat()
    demandDeclared(control, undeclaredPath({ object: value, objectPointer: pointer }, operations, fields))
    this.object.value = this.object.patched(operations).value
    return changes.map(() => undefined)
  }
}

/** Names a field by its steps below the pod spec or the container, without the indexes of list items. */
const fieldName = (pod: Pod, pointer: string): string =>
  pointer
    .slice(pod.pointer.length + 1)
    .replace(/^\w*[cC]ontainers\/\d+\//, '')
    .replaceAll(/\/\d+(?=\/|$)/g, '')
    .replaceAll('/', '.')

const CONTAINER = /^.*?\/(?:initContainers|containers|ephemeralContainers)\/\d+(?=\/)/

/** The pointer of the container that operations change. */
const containerOf = ([operation]: readonly Operation[]): string | undefined =>
  CONTAINER.exec(operation?.path ?? '')?.[0]

/** A pod of an object. */
export class PodTarget implements HardeningTarget {
  readonly object: EditableObject
  readonly #location: PodLocation
  readonly #context: RunContext
  readonly #requested: readonly Exemption[]
  readonly #names: string[]
  readonly #labels: JsonObject[]
  #pod: Pod
  /** The API's rules that the pod breaks already. */
  #violations: ReadonlySet<string>

  constructor(object: EditableObject, location: PodLocation, context: RunContext, requested: readonly Exemption[]) {
    this.object = object
    this.#location = location
    this.#context = context
    this.#requested = requested
    this.#pod = object.podAt(location)
    this.#violations = new Set(apiViolations(this.#pod).map(({ text }) => text))
    this.#names = this.#pod.containers.map(({ name }) => name)
    this.#labels = [asObject(asObject(object.value.metadata).labels), asObject(this.#pod.metadata.labels)]
  }

  get controls(): readonly ActiveControl[] {
    return this.#context.controls
  }

  /** The pod as the fields are now. */
  get pod(): Pod {
    return this.#pod
  }

  assess(control: Control): Assessment[] {
    return control.assess(this.#pod, this.#context.evidence)
  }

  decide(control: Control, stance: Stance, assessment: Assessment): Decision {
    if (assessment.state === 'compliant') return { verdict: { verdict: 'compliant', control, assessment } }
    const { resource } = this.object
    const { container } = assessment
    const containers = container === undefined ? { containers: this.#names } : { container }
    const target = { control: control.id, resource, labels: this.#labels, ...containers }
    const { exemption, matched } = matchExemptions(this.#context, this.#requested, target)
    const path = unwritablePath(this.#pod, assessment.operations ?? [])
    const { source } = this.#location.shape
    const unwritable = path === undefined ? undefined : { field: fieldName(this.#pod, path), source }
    return { verdict: decide(assessment, { control, stance, exemption, unwritable, kind: resource.kind }), matched }
  }

  tryApply(control: Control, changes: readonly (readonly Operation[])[]): (Refusal | undefined)[] {
    for (const operations of changes) demandDeclared(control, undeclaredInPod(this.#pod, operations, control.fields))
    const refusals = this.#applyUnlessRefused(changes)
    if (refusals !== undefined) return refusals
    return changes.map((operations) => this.#applyUnlessRefused([operations])?.[0])
  }

  /**
   * Applies changes, except those that break a rule that concerns their container only. Views and checks the pod twice at
   * most, so that it does not matter how many containers change.
   * @returns undefined if several changes break another rule, and none is applied
   */
  #applyUnlessRefused(changes: readonly (readonly Operation[])[]): (Refusal | undefined)[] | undefined {
    const refusals = changes.map((): Refusal | undefined => undefined)
    for (;;) {
      const patched = this.object.patched(
        changes.flatMap((operations, i) => (refusals[i] === undefined ? operations : [])),
      )
      const pod = patched.podAt(this.#location, this.#pod.given)
      const violations = apiViolations(pod)
      const added = violations.filter(({ text }) => !this.#violations.has(text))
      if (added.length === 0) {
        this.object.value = patched.value
        this.#pod = pod
        this.#violations = new Set(violations.map(({ text }) => text))
        return refusals
      }
      if (changes.length === 1) return [this.#refusal(added[0] as Violation)]
      const byContainer = new Map([...added].reverse().map((violation) => [violation.container, violation]))
      for (const [i, operations] of changes.entries()) {
        const container = containerOf(operations)
        const violation = container === undefined ? undefined : byContainer.get(container)
        if (violation === undefined) continue
        refusals[i] = this.#refusal(violation)
        byContainer.delete(violation.container)
      }
      if (byContainer.size > 0) return undefined
    }
  }

  #refusal({ text }: Violation): Refusal {
    const at = { document: this.#location.document, pointer: this.#location.spec }
    return { reason: `the API server would refuse it: ${text}`, evidence: { source: 'kubernetes', text, at } }
  }
}
