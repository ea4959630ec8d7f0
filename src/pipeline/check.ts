import { gatherEvidence } from '../evidence/gather.ts'
import { unknownTemplate } from '../kube/kinds/unknown.ts'
import { asObject } from '../kube/pod/pod.ts'
import type { Finding, Findings } from '../model/report.ts'
import type { EvidenceContext, InputFile, InputObject, Json, Options, Pod, Skipped } from '../model.ts'
import { childOf, join, stepsOf } from '../pointer.ts'
import type { VersionedStandard } from '../standards/index.ts'
import { EditableObject, isWhole } from './editable-object.ts'
import { hardenObject } from './harden/object.ts'
import { readInput } from './read/input.ts'
import { EntryBuilder } from './write/report.ts'

const isSame = (one: Json | undefined, other: Json): boolean => {
  const { name } = asObject(one)
  return one === other || (name !== undefined && name === asObject(other).name)
}

/**
 * Finds the pointer of a value before a document was changed. Items of lists are matched by name or, if they are not
 * mappings, by value. What is new keeps its pointer below the last step that was there.
 */
export const pointerBefore = (before: Json, after: Json, pointer: string): string => {
  let old: Json | undefined = before
  let now: Json | undefined = after
  let found = ''
  for (const step of stepsOf(pointer)) {
    const item = childOf(now, step)
    const index = Array.isArray(old) && item !== undefined ? old.findIndex((other) => isSame(other, item)) : -1
    const key = index === -1 ? step : String(index)
    found = join(found, key)
    old = childOf(old, key)
    now = item
  }
  return found
}

/** An object as it is checked and as it is in the input, and its pods. */
interface Candidate {
  object: InputObject
  given: InputObject
  pods: Pod[]
}

/** What standards find in manifests. */
export interface CheckResult extends Findings {
  /** The number of pods that were checked. */
  pods: number
  /** Objects whose pods cannot be checked. */
  skipped: Skipped[]
}

/**
 * Checks the pods of files, and the objects around them, against standards; nothing is written.
 * @param after whether to check what hardening would leave; lines are those of the input either way
 * @throws InputError for input that Kubernetes could not read
 */
export const checkManifests = (
  files: readonly InputFile[],
  options: Options,
  standards: readonly VersionedStandard[],
  after: boolean,
): CheckResult => {
  const { documents, objects, context } = readInput(files, options)
  const builder = new EntryBuilder(documents)
  const skipped: Skipped[] = []
  const candidates: Candidate[] = []
  const all: InputObject[] = []
  for (const given of objects.flat()) {
    if (given.located.local) continue
    const object = after ? { ...given, value: hardenObject(given, context).object.value } : given
    all.push(object)
    if (documents[given.at.document]?.file.evidenceOnly) continue
    const { pods: locations, skipped: whySkipped } = given.located
    const editable = EditableObject.of(object)
    const pods = locations.map((location) => editable.podAt(location)).filter(isWhole)
    const reason =
      whySkipped ?? (locations.length === 0 ? unknownTemplate(object, options.configuration.kinds) : undefined)
    if (reason !== undefined)
      skipped.push({ document: builder.ref(given.at.document), resource: given.resource, reason })
    candidates.push({ object, given, pods })
  }
  const evidence: EvidenceContext = after ? { ...context.evidence, input: gatherEvidence(all) } : context.evidence
  const findings = standards.flatMap((standard) =>
    candidates.flatMap((candidate) => checkCandidate(candidate, standard, evidence, builder)),
  )
  return { findings, pods: candidates.reduce((count, { pods }) => count + pods.length, 0), skipped }
}

const checkCandidate = (
  { object, given, pods }: Candidate,
  { name, standard, version }: VersionedStandard,
  evidence: EvidenceContext,
  builder: EntryBuilder,
): Finding[] => {
  const checker = standard.checkerFor(version)
  const { document, pointer: root } = object.at
  const violations = [
    ...checker.checkObject(object, evidence),
    ...pods.flatMap((pod) => checker.checkPod(pod, evidence)),
  ]
  return violations.map(({ check, container, pointer, reason }) => ({
    standard: name,
    check,
    document: builder.ref(document),
    resource: object.resource,
    ...(container === undefined ? {} : { container }),
    path: pointer,
    line: builder.line({
      document,
      pointer: root + pointerBefore(given.value, object.value, pointer.slice(root.length)),
    }),
    reason,
  }))
}
