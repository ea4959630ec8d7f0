import { apiViolations } from '../kube/api-rules.ts'
import { locatePods } from '../kube/locate.ts'
import { looksLikePodTemplate } from '../kube/look-alike.ts'
import { type Misplaced, misplacedFields } from '../kube/misplaced.ts'
import { podSecurityLevel } from '../kube/pod-security.ts'
import { asObject, type PodLocation, viewPod } from '../kube/pods.ts'
import type {
  Context,
  Control,
  Exemption,
  JsonObject,
  Operation,
  Options,
  Pod,
  PodEntry,
  Stance,
  StreamObject,
} from '../model.ts'
import { type ExemptionTarget, findExemption } from '../profile/exemptions.ts'
import { exemptionsAsked, type PlacedNotice } from './annotations.ts'
import { type Bench, type Outcome, Subject, settle } from './settle.ts'
import { decide } from './verdict.ts'
import { undeclaredInPod, undeclaredPath, unwritablePath } from './verify.ts'

/** A control that writes what it does not declare: always a bug of the control. */
export class UndeclaredFieldError extends Error {
  override name = 'UndeclaredFieldError'
}

/** All that was found out about one object; the object itself is hardened in `subject`. */
export interface ObjectOutcome {
  subject: Subject
  outcomes: (Outcome & { immutable: boolean })[]
  pods: { pointer: string; containers: number; level: PodEntry['level'] }[]
  skipped?: string
  misplaced: Misplaced[]
  /** What exemptions did hold, so that the idle ones can be told. */
  exempt: ExemptionTarget[]
  notices: PlacedNotice[]
}

export interface Ruling {
  controls: readonly { control: Control; stance: Stance }[]
  context: Context
  options: Options
}

const demandDeclared = (control: Control, path: string | undefined): void => {
  if (path !== undefined) throw new UndeclaredFieldError(`${control.id} writes ${path}, which it does not declare`)
}

/** Finds the exemption for a target and keeps book of it. */
const exemptionFor = (
  ruling: Ruling,
  own: readonly Exemption[],
  found: ExemptionTarget[],
  target: ExemptionTarget,
): Exemption | undefined => {
  const { configuration, today } = ruling.options
  const all = [...configuration.exemptions, ...own]
  const exemption = findExemption(all, target, configuration.settings.namespace, today)
  if (exemption !== undefined) found.push(target)
  return exemption
}

const viewOf = (subject: Subject, location: PodLocation): Pod =>
  viewPod(
    location,
    subject.object,
    subject.at(location.spec),
    location.metadata === undefined ? {} : subject.at(location.metadata),
  )

/** A field as people say it: its steps below the pod spec or the container, without the numbers of list items. */
const fieldName = (pod: Pod, pointer: string): string =>
  pointer
    .slice(pod.pointer.length + 1)
    .replace(/^\w*[cC]ontainers\/\d+\//, '')
    .replaceAll(/\/\d+(?=\/|$)/g, '')
    .replaceAll('/', '.')

const podBench = (
  subject: Subject,
  location: PodLocation,
  ruling: Ruling,
  exempt: ExemptionTarget[],
  own: readonly Exemption[],
): Bench => {
  let pod = viewOf(subject, location)
  let violations = apiViolations(pod)
  const names = pod.containers.map(({ name }) => name)
  return {
    subject,
    controls: ruling.controls,
    judge: (control) => control.judge(pod, ruling.context),
    decide: (control, stance, judgement) => {
      if (judgement.state === 'compliant') return { verdict: 'compliant' }
      const { resource } = subject
      const { container } = judgement
      const whom = container === undefined ? { containers: names } : { container }
      const unwritable = unwritablePath(pod, judgement.operations ?? [])
      const { source } = location.shape
      return decide(judgement, {
        control: control.id,
        stance,
        exemption: exemptionFor(ruling, own, exempt, { control: control.id, resource, ...whom }),
        unwritable: unwritable === undefined ? undefined : { field: fieldName(pod, unwritable), source },
        kind: resource.kind,
      })
    },
    apply: (control, operations) => {
      demandDeclared(control, undeclaredInPod(pod, operations, control.fields))
      const patched = new Subject(subject.resource, subject.pointer, subject.patched(operations))
      const after = viewOf(patched, location)
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

const objectBench = (subject: Subject, object: StreamObject, ruling: Ruling, exempt: ExemptionTarget[]): Bench => ({
  subject,
  controls: ruling.controls.filter(({ control }) => control.objects?.kinds.includes(object.resource.kind)),
  judge: (control) => control.objects?.judge({ ...object, value: subject.object }, ruling.context) ?? [],
  decide: (control, stance, judgement) => {
    const { resource } = subject
    const exemption =
      judgement.state === 'compliant' ? undefined : exemptionFor(ruling, [], exempt, { control: control.id, resource })
    return decide(judgement, { control: control.id, stance, exemption, kind: resource.kind })
  },
  apply: (control, operations: readonly Operation[]) => {
    const fields = control.objects?.fields ?? []
    demandDeclared(
      control,
      undeclaredPath({ object: subject.object, objectPointer: subject.pointer }, operations, fields),
    )
    subject.object = subject.patched(operations)
    return undefined
  },
})

/** Helm deletes a hook before it makes it anew, so nothing of it is ever updated in place. */
const isHook = (object: JsonObject): boolean =>
  typeof asObject(asObject(object.metadata).annotations)['helm.sh/hook'] === 'string'

/** Hardens the pods of one object, or the object itself where controls judge its kind; the rest comes back as it is. */
export const hardenObject = (object: StreamObject, ruling: Ruling): ObjectOutcome => {
  const { configuration } = ruling.options
  const { pods, skipped, local } = locatePods(object, configuration.kinds)
  const subject = new Subject(object.resource, object.at.pointer, object.value)
  const found: ObjectOutcome = { subject, outcomes: [], pods: [], misplaced: [], exempt: [], notices: [] }
  if (skipped !== undefined) found.skipped = skipped
  if (local) return found
  for (const location of pods) {
    const pod = viewOf(subject, location)
    const asked = exemptionsAsked(object, pod, configuration)
    const isTold = ({ pointer, message }: PlacedNotice): boolean =>
      found.notices.some((notice) => notice.pointer === pointer && notice.message === message)
    found.notices.push(...asked.notices.filter((notice) => !isTold(notice)))
    found.misplaced.push(...misplacedFields(pod))
    const before = podSecurityLevel(pod)
    const outcome = settle(podBench(subject, location, ruling, found.exempt, asked.exemptions))
    const immutable = location.shape.immutable === true && !isHook(object.value)
    found.outcomes.push({ ...outcome, immutable })
    // Of a pod whose containers all come from an operator nobody knows the level.
    if (pod.containers.length === 0 && location.shape.writable !== undefined) continue
    found.pods.push({
      pointer: location.spec,
      containers: pod.containers.length,
      level: { before, after: podSecurityLevel(viewOf(subject, location)) },
    })
  }
  const bench = objectBench(subject, object, ruling, found.exempt)
  if (bench.controls.length > 0) found.outcomes.push({ ...settle(bench), immutable: false })
  if (pods.length === 0 && skipped === undefined && bench.controls.length === 0) {
    const look = looksLikePodTemplate(object.value)
    if (look !== undefined)
      found.skipped = `what looks like a pod template stands at ${look === '' ? 'its root' : look}, in a kind that casehard does not know; name it under kinds in the configuration`
  }
  return found
}
