import { gatherEvidence } from '../evidence/gather.ts'
import { unknownTemplate } from '../kube/kinds/unknown.ts'
import { isLocal, locatePods } from '../kube/pod/locate.ts'
import { asObject } from '../kube/pod/pod.ts'
import type { Finding, Findings } from '../model/report.ts'
import type { EvidenceContext, InputFile, InputObject, Json, Options, Pod, Skipped } from '../model.ts'
import { childOf, join, stepsOf } from '../pointer.ts'
import type { VersionedStandard } from '../standards/index.ts'
import { hardenObject } from './harden/object.ts'
import { isWhole, viewOf } from './harden/targets.ts'
import { prepare } from './read/prepare.ts'
import { Subject } from './types.ts'
import { Recorder } from './write/report.ts'

const isSame = (one: Json | undefined, other: Json): boolean => {
  const { name } = asObject(one)
  return one === other || (name !== undefined && name === asObject(other).name)
}

/**
 * Where something stood before a document was changed: items of lists are found again by their name or, where they are
 * no mappings, by themselves. What was not there keeps its pointer from there on.
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

/** An object as it is judged, as the input has it, and its pods. */
interface Candidate {
  object: InputObject
  given: InputObject
  pods: Pod[]
}

/** What standards say of manifests. */
export interface CheckResult extends Findings {
  /** The pods that were judged. */
  pods: number
  /** Objects whose pods nobody can judge. */
  skipped: Skipped[]
}

/**
 * Judges the pods of files, and the objects around them, by standards; nothing is written.
 * @param after whether what hardening would leave is judged; lines are those of the input all the same
 * @throws InputError for input that Kubernetes could not read
 */
export const checkManifests = (
  files: readonly InputFile[],
  options: Options,
  standards: readonly VersionedStandard[],
  after: boolean,
): CheckResult => {
  const { documents, objects, ruling } = prepare(files, options)
  const { kinds } = options.configuration
  const recorder = new Recorder(documents)
  const skipped: Skipped[] = []
  const candidates: Candidate[] = []
  const all: InputObject[] = []
  for (const given of objects.flat()) {
    if (isLocal(given)) continue
    const object = after ? { ...given, value: hardenObject(given, ruling).subject.object } : given
    all.push(object)
    if (documents[given.at.document]?.file.evidenceOnly) continue
    const located = locatePods(object, kinds)
    const subject = new Subject(object.resource, object.at.pointer, object.value)
    const pods = located.pods.map((location) => viewOf(subject, location)).filter(isWhole)
    const reason = located.skipped ?? (located.pods.length === 0 ? unknownTemplate(object) : undefined)
    if (reason !== undefined)
      skipped.push({ document: recorder.ref(given.at.document), resource: given.resource, reason })
    candidates.push({ object, given, pods })
  }
  const context: EvidenceContext = after ? { ...ruling.context, input: gatherEvidence(all) } : ruling.context
  const findings = standards.flatMap((standard) =>
    candidates.flatMap((candidate) => judgeCandidate(candidate, standard, context, recorder)),
  )
  return { findings, pods: candidates.reduce((count, { pods }) => count + pods.length, 0), skipped }
}

const judgeCandidate = (
  { object, given, pods }: Candidate,
  { name, standard, version }: VersionedStandard,
  context: EvidenceContext,
  recorder: Recorder,
): Finding[] => {
  const judge = standard.checkerFor(version)
  const { document, pointer: root } = object.at
  const violations = [...judge.checkObject(object, context), ...pods.flatMap((pod) => judge.checkPod(pod, context))]
  return violations.map(({ check, container, pointer, reason }) => ({
    standard: name,
    check,
    document: recorder.ref(document),
    resource: object.resource,
    ...(container === undefined ? {} : { container }),
    path: pointer,
    line: recorder.line({
      document,
      pointer: root + pointerBefore(given.value, object.value, pointer.slice(root.length)),
    }),
    reason,
  }))
}
